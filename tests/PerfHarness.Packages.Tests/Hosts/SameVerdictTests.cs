using System.Globalization;
using System.Text.RegularExpressions;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Hosts;

/// <summary>
/// The samples as strangers use them. One benchmark, four hosts, one verdict: passing, and with its slow path, exactly, on
/// scripted recordings of the sample's own functions. What a real recording needs besides is seen with the real perf; it may
/// end with any verdict.
/// </summary>
[TimeLimit(900)]
public sealed partial class SameVerdictTests(PackedPackages packages)
{
    private const string Regression = "error PH2001: Bench.Table.Hash(ReadOnlySpan<char>): self share ";
    private const string RealRounds = "6000";

    [Fact]
    public async Task The_command_line()
    {
        var folder = await packages.BuiltSample("MSBuildBench");
        using var perf = Scripted();
        (await RunAsync(perf, "--accept-baseline")).Expect(0);
        (await RunAsync(perf)).Expect(0).AssertContains("Verdict: pass");
        AssertPointsAtFunction((await RunAsync(perf, slow: true)).Expect(1), folder);

        (await RunAsync(null, "--accept-baseline", "--force", "--runs", "2")).Expect(0);
        var real = await RunAsync(null, "--runs", "2");
        real.Expect(Verdict().Match(real.Output).Groups[1].Value switch { "pass" or "pass with warnings" => 0, "FAIL" => 1, "inconclusive" => 4, _ => -1 });
        Files(folder, "artifacts/perfharness/table");

        Task<ShellRun> RunAsync(ScriptedPerf? with, string? option = null, string? other = null, string? value = null, string? more = null, bool slow = false) => packages.DotNetWith(folder, Variables(with, slow),
            ["exec", packages.Command, "run", "--name", "table", "--quiet-target", "--no-runtime", "--no-kernel", .. ((string?[])[option, other, value, more]).OfType<string>(), "--", "bin/Release/net10.0/MSBuildBench", with is null ? RealRounds : "20"]);
    }

    [Fact]
    public async Task MSBuild()
    {
        var folder = await packages.BuiltSample("MSBuildBench");
        using var perf = Scripted();
        (await BuildAsync(perf, "-t:PerfProfileAccept")).Expect(0);
        (await BuildAsync(perf, "-t:PerfProfile", "-p:PerfProfileIncremental=true")).Expect(0).AssertContains("MSBuildBench: Verdict: pass");
        (await BuildAsync(perf, "-t:PerfProfile", "-p:PerfProfileIncremental=true")).Expect(0).AssertContains("skipped: nothing has changed");
        AssertPointsAtFunction((await BuildAsync(perf, "-t:PerfProfile", slow: true)).Expect(1), folder);
        (await BuildAsync(perf, "-t:PerfProfile", "-p:PerfProfileTreatRegressionsAs=warning", slow: true)).Expect(0).AssertContains(Regression.Replace("error", "warning", StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(folder, "bin"), "*", SearchOption.AllDirectories), file => Path.GetFileName(file).StartsWith("PerfHarness", StringComparison.Ordinal));

        (await BuildAsync(null, "-t:PerfProfileAccept")).Expect(0);
        var real = await BuildAsync(null, "-t:PerfProfile");
        real.Expect(Verdict().Match(real.Output).Groups[1].Value switch { "pass" or "pass with warnings" or "inconclusive" => 0, "FAIL" => 1, _ => -1 });
        Files(folder, "artifacts/perfharness/MSBuildBench");

        Task<ShellRun> BuildAsync(ScriptedPerf? with, string target, string? property = null, bool slow = false) => packages.DotNetWith(folder, Variables(with, slow),
            ["build", "-c", "Release", "-nologo", "--no-restore", "-p:PerfProfileArguments=--no-runtime --no-kernel", target, .. property is null ? (string[])[] : [property]]);
    }

    [Fact]
    public async Task NUnit()
    {
        var folder = await packages.BuiltSample("NUnitBench");
        using var perf = Scripted();
        string[] all = ["test", "-c", "Release", "--nologo", "--no-build"];
        string[] one = [.. all, "--filter", "Name=Reads_a_table", "--logger", "trx;LogFileName=r.trx"];
        (await packages.DotNetWith(folder, [.. Variables(perf), ("PERFHARNESS_REQUIRE", "1")], one)).Expect(1).AssertContains("error PH2007: ");
        (await packages.DotNetWith(folder, [.. Variables(perf), ("PERFHARNESS_ACCEPT", "1"), ("PERFHARNESS_KEEP_PROGRAM", "1")], one)).Expect(0).AssertContains("Passed:     1");
        (await packages.DotNetWith(folder, Variables(perf), one)).Expect(0).AssertContains("Passed:     1");
        AssertPointsAtFunction((await packages.DotNetWith(folder, Variables(perf, slow: true), one)).Expect(1), folder);
        var trx = File.ReadAllText(Path.Combine(folder, "TestResults", "r.trx"));
        Assert.Contains("flamegraph.svg", trx, StringComparison.Ordinal);
        Assert.Contains("diff.svg", trx, StringComparison.Ordinal);
        using var drifted = new ScriptedPerf(Runs("*", 2200));
        (await packages.DotNetWith(folder, Variables(drifted), one)).Expect(0).AssertContains("Passed:     1");
        Assert.Equal(15, drifted.Recorded.Count);
        using var few = new ScriptedPerf(ScriptedPerf.Run("*", [("Bench.Table::Hash(", 100)]));
        (await packages.DotNetWith(folder, Variables(few), one)).Expect(0).AssertContains("inconclusive. candidate run 1 has only ");
        (await packages.DotNet(folder, "exec", packages.Command, "baseline", "accept", "--force", "Bench.TableTests.Reads_a_table")).Expect(0);
        (await packages.DotNetWith(folder, Variables(perf, slow: true), one)).Expect(0);

        (await packages.DotNetWith(folder, [("PERFHARNESS_ACCEPT", "1")], all)).Expect(0).AssertContains("Passed:     3");
        var real = await packages.DotNet(folder, one);
        real.Expect(real.Output.Contains("Failed:     1", StringComparison.Ordinal) ? 1 : 0);
        Files(folder, "artifacts/perfharness/Bench.TableTests.Reads_a_table");
    }

    [Fact]
    public async Task Xunit()
    {
        var folder = await packages.BuiltSample("XunitBench");
        using var perf = Scripted();
        string[] all = ["bin/Release/net10.0/XunitBench.dll", "-noColor", "-showLiveOutput"];
        string[] one = [.. all, "-method", "*.Reads_a_table", "-trx", "r.trx"];
        (await packages.DotNetWith(folder, [.. Variables(perf), ("PERFHARNESS_ACCEPT", "1")], one)).Expect(0).AssertContains("Total: 1, Errors: 0, Failed: 0, Skipped: 0");
        (await packages.DotNetWith(folder, Variables(perf), one)).Expect(0).AssertContains("Failed: 0, Skipped: 0").AssertContains(": pass. none of ");
        AssertPointsAtFunction((await packages.DotNetWith(folder, Variables(perf, slow: true), one)).Expect(1), folder);
        Assert.Contains("flamegraph.svg", File.ReadAllText(Path.Combine(folder, "r.trx")), StringComparison.Ordinal);

        (await packages.DotNetWith(folder, [("PERFHARNESS_ACCEPT", "1")], all)).Expect(0).AssertContains("Total: 3, Errors: 0, Failed: 0, Skipped: 0");
        Assert.Contains(Directory.EnumerateFiles(Path.Combine(folder, "perfharness", "baselines"), "*.baseline", SearchOption.AllDirectories), file => file.Contains("count", StringComparison.Ordinal) || file.Contains("%28", StringComparison.Ordinal));
        var real = await packages.DotNet(folder, one);
        real.Expect(real.Output.Contains("Failed: 1", StringComparison.Ordinal) ? 1 : 0);
        Files(folder, "artifacts/perfharness/Bench.TableTests.Reads_a_table");
    }

    // The slow path hashes four times as often, of 1,400 samples a run. A kept program is started from a copy in a folder of this name.
    private static ScriptedPerf Scripted() => new([.. Runs("/tree/", 600), .. Runs("BENCH_SLOW=1", 2200), .. Runs("*", 600)]);

    private static IEnumerable<string> Runs(string side, int hash) =>
        ((int[])[0, 3, -2, 4, -3]).Select(off => ScriptedPerf.Run(side, [("Bench.Table::Hash(", hash + off), ("Bench.Table::ReadNumber(", 700 - off), ("Bench.Table::Read(", 100)]));

    private static (string, string?)[] Variables(ScriptedPerf? perf, bool slow = false) =>
        [("PATH", perf?.SearchPath ?? Environment.GetEnvironmentVariable("PATH")), ("BENCH_SLOW", slow ? "1" : null), ("BenchRounds", perf is null ? RealRounds : "20")];

    private static void Files(string folder, string outputs)
    {
        foreach (var file in (string[])["flamegraph.svg", "stacks.folded", "profile.pb.gz", "report.json"])
        {
            Assert.True(File.Exists(Path.Combine(folder, outputs, file)), file);
        }
    }

    private static void AssertPointsAtFunction(ShellRun run, string folder)
    {
        run.AssertContains(Regression);
        var line = File.ReadAllLines(Path.Combine(folder, "Table.cs")).ToList().FindIndex(l => l.Contains("ulong Hash(", StringComparison.Ordinal)) + 1;
        var position = Position().Match(run.Output);
        Assert.True(position.Success, run.Output);
        Assert.InRange(int.Parse(position.Groups[1].Value, CultureInfo.InvariantCulture), line, line + 2);
    }

    [GeneratedRegex(@"Table\.cs\((\d+),\d+\): error PH2001: Bench\.Table\.Hash")]
    private static partial Regex Position();

    [GeneratedRegex("Verdict: (pass with warnings|pass|FAIL|inconclusive)")]
    private static partial Regex Verdict();
}
