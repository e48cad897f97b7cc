using System.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Hosts;

/// <summary>What builds do besides judging. The benchmarks are too short for a verdict: one run, no warm-up.</summary>
[TimeLimit(900)]
public sealed class MSBuildTests(PackedPackages packages)
{
    private const string Quick = "--warmups 0 --no-gate";

    [Fact]
    public async Task A_solution_in_parallel_with_central_package_management()
    {
        var root = packages.GetPath("solution ß");
        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(root, "Directory.Packages.props"), """
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><PackageVersion Include="PerfHarness.MSBuild" Version="$(PerfHarnessVersion)" /></ItemGroup>
            </Project>
            """);
        foreach (var name in (string[])["One", "Two", "Three"])
        {
            Program(Path.Combine("solution ß", name), name, "<PackageReference Include=\"PerfHarness.MSBuild\" PrivateAssets=\"all\" />",
                name == "Three" ? "<TargetFrameworks>net10.0</TargetFrameworks>" : "<TargetFramework>net10.0</TargetFramework>");
        }

        Directory.CreateDirectory(Path.Combine(root, "Library"));
        File.WriteAllText(Path.Combine(root, "Library", "Library.csproj"), """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        File.WriteAllText(Path.Combine(root, "All.slnx"), """
            <Solution>
              <Project Path="One/One.csproj" /><Project Path="Two/Two.csproj" /><Project Path="Three/Three.csproj" /><Project Path="Library/Library.csproj" />
            </Solution>
            """);

        var accept = await packages.DotNet(root, "build", "-c", "Release", "-nologo", "-m", "-p:PerfProfileAccept=true", $"-p:PerfProfileArguments={Quick} --force");
        accept.Expect(0);
        foreach (var bench in (string[])["One/perfharness/baselines/One", "Two/perfharness/baselines/Two", "Three/perfharness/baselines/Three.net10.0"])
        {
            Assert.True(Directory.Exists(Path.Combine(root, bench)), $"{bench}\n{accept.Output}");
        }

        // The solution has a project without the target: its folder can say that this is no error.
        (await packages.DotNet(root, "build", "-c", "Release", "-nologo", "-t:PerfProfile")).Expect(1).AssertContains("MSB4057");
        File.WriteAllText(Path.Combine(root, "Directory.Solution.targets"), """
            <Project>
              <Target Name="PerfProfile">
                <MSBuild Projects="@(ProjectReference)" Targets="PerfProfile" BuildInParallel="true" SkipNonexistentTargets="true" />
              </Target>
            </Project>
            """);
        (await packages.DotNet(root, "build", "-c", "Release", "-nologo", "-m", "-t:PerfProfile", $"-p:PerfProfileArguments={Quick}")).Expect(0);
        Assert.True(Directory.Exists(Path.Combine(root, "Two", "artifacts", "perfharness", "Two")));
    }

    [Fact]
    public async Task Without_perf_a_build_warns_with_the_remedy_or_fails_on_request()
    {
        var folder = Program("no perf", "NoPerf");
        (await packages.DotNet(folder, "build", "-c", "Release", "-nologo", "-v", "quiet")).Expect(0);
        var path = Path.GetDirectoryName(Environment.ProcessPath is { } own && Path.GetFileName(own) == "dotnet" ? own : DotNetPath)!;
        string[] build = ["build", "-c", "Release", "-nologo", "--no-restore", "-t:PerfProfile"];
        (await packages.DotNetWith(folder, "PATH", path, build)).Expect(0).AssertContains("NoPerf.csproj : warning PH3001: Profiling is impossible here: perf: not found in PATH.");
        (await packages.DotNetWith(folder, "PATH", path, [.. build, "-p:PerfProfileTreatUnavailableAs=error"])).Expect(1).AssertContains("error PH3001");
        (await packages.DotNetWith(folder, "PATH", path, [.. build, "-p:PerfProfileSkip=true", "-p:PerfProfileTreatUnavailableAs=error"])).Expect(0);
        (await packages.DotNetWith(folder, "PATH", path, [.. build, "-p:DesignTimeBuild=true", "-p:PerfProfileTreatUnavailableAs=error"])).Expect(0);
    }

    [Fact]
    public async Task Without_a_baseline_a_build_warns_that_nothing_was_judged_and_does_not_take_it_for_a_pass()
    {
        var folder = Program("never judged", "NeverJudged");
        (await packages.DotNet(folder, "build", "-c", "Release", "-nologo", "-v", "quiet")).Expect(0);
        string[] build = ["build", "-c", "Release", "-nologo", "--no-restore", "-t:PerfProfile", "-p:PerfProfileIncremental=true", "-p:PerfProfileArguments=--warmups 0 --runs 1"];
        var warned = (await packages.DotNet(folder, build)).Expect(0);
        warned.AssertContains("NeverJudged.csproj : warning PH2007: NeverJudged has no baseline yet, so nothing was judged.");
        warned.AssertContains("NeverJudged: Verdict: not judged");
        (await packages.DotNet(folder, [.. build, "-p:PerfProfileTreatMissingBaselineAs=error"])).Expect(1).AssertContains("error PH2007");
        var quiet = (await packages.DotNet(folder, [.. build, "-p:PerfProfileTreatMissingBaselineAs=message"])).Expect(0);
        Assert.DoesNotContain("warning PH2007", quiet.Output, StringComparison.Ordinal);
        quiet.AssertContains("NeverJudged: Verdict: not judged");
    }

    [Fact]
    public async Task The_task_in_a_target_of_the_users_own_gives_verdicts_and_reports()
    {
        var folder = Program("direct", "Direct", more: """
            <Target Name="Mine" DependsOnTargets="Build">
              <PerfProfile Include="$(TargetDir)Direct;/bin/sh" Arguments="-c 'i=0; while [ %24i -lt 300000 ]; do i=%24((i+1)); done' &quot;a b&quot;" Runs="1" Environment="BENCH_A=1;BENCH_B=x y" MoreArguments="--warmups 0 --no-gate">
                <Output TaskParameter="Verdicts" ItemName="Verdict" />
                <Output TaskParameter="Reports" ItemName="Report" />
              </PerfProfile>
              <Message Importance="high" Text="verdicts @(Verdict->'%(Identity)=%(Verdict)', ' ')" />
              <Message Importance="high" Text="report %(Report.Bench) %(Report.Filename)%(Report.Extension)" />
            </Target>
            """);
        var run = (await packages.DotNet(folder, "build", "-c", "Release", "-nologo", "-t:Mine")).Expect(0);
        run.AssertContains("verdicts Direct=notJudged sh=notJudged").AssertContains("report sh flamegraph.svg").AssertContains("report Direct flamegraph.svg");
    }

    [Fact]
    public async Task A_build_waits_while_another_recording_has_the_turn()
    {
        var folder = Program("turn", "Waiting");
        (await packages.DotNet(folder, "build", "-c", "Release", "-nologo", "-v", "quiet")).Expect(0);
        var turn = await ProfilingLock.AcquireAsync(cancellation: TestContext.Current.CancellationToken);
        try
        {
            // The other tests hold the turn by this variable, so that they need not wait for it.
            var environment = new Dictionary<string, string?>(packages.Environment) { ["PERFHARNESS_TURN"] = null };
            using var build = ShellRun.Start(folder, environment, "dotnet", ["build", "-c", "Release", "-nologo", "--no-restore", "-v", "normal", "-t:PerfProfile", $"-p:PerfProfileArguments={Quick} --runs 1"], out var output);
            await WaitUntilAsync(() => output().Contains("waiting for another benchmark on this machine", StringComparison.Ordinal), output);
            Assert.False(build.HasExited);
            turn.Dispose();
            await build.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(build.ExitCode == 0, output());
        }
        finally
        {
            turn.Dispose();
        }
    }

    [Fact]
    public async Task An_interrupted_build_leaves_nothing_behind()
    {
        var folder = Program("interrupted", "Interrupted", arguments: "100000000");
        (await packages.DotNet(folder, "build", "-c", "Release", "-nologo", "-v", "quiet")).Expect(0);
        var temporary = Directory.CreateTempSubdirectory("perfharness-interrupted-").FullName;
        var environment = new Dictionary<string, string?>(packages.Environment) { ["TMPDIR"] = temporary };
        using var build = ShellRun.Start(folder, environment, "dotnet", ["build", "-c", "Release", "-nologo", "--no-restore", "-t:PerfProfile", "-p:PerfProfileArguments=--warmups 0 --runs 50"], out var output);
        try
        {
            await WaitUntilAsync(() => Running(folder).Count > 0, output);
            await Task.Delay(1500, TestContext.Current.CancellationToken);
            using var kill = Process.Start("/bin/kill", ["-INT", build.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await build.WaitForExitAsync(TestContext.Current.CancellationToken);
            await WaitUntilAsync(() => Running(folder).Count == 0, output);
        }
        finally
        {
            build.Kill(entireProcessTree: true);
        }

        Assert.NotEqual(0, build.ExitCode);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(temporary), path => Path.GetFileName(path).StartsWith("perfharness", StringComparison.Ordinal));
        Directory.Delete(temporary, recursive: true);
    }

    // Whatever has the folder on its command line: the command, perf's own files, the benchmark.
    private static List<string> Running(string folder) =>
        [.. Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])).Select(CommandLine).Where(line => line.Contains(folder, StringComparison.Ordinal) && line.Contains("100000000", StringComparison.Ordinal))];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static async Task WaitUntilAsync(Func<bool> condition, Func<string> output)
    {
        while (!condition())
        {
            Assert.False(TestContext.Current.CancellationToken.IsCancellationRequested, output());
            await Task.Delay(100);
        }
    }

    private static string DotNetPath => new FileInfo("/usr/bin/dotnet") is { Exists: true } link ? (link.ResolveLinkTarget(true)?.FullName ?? link.FullName) : Environment.ProcessPath!;

    private string Program(string folder, string name, string? reference = null, string framework = "<TargetFramework>net10.0</TargetFramework>", string more = "", string arguments = "400000")
    {
        var path = packages.GetPath(folder);
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType>{framework}</PropertyGroup>
              <ItemGroup>{reference ?? "<PackageReference Include=\"PerfHarness.MSBuild\" Version=\"$(PerfHarnessVersion)\" PrivateAssets=\"all\" />"}</ItemGroup>
              <ItemGroup><PerfProfile Include="$(TargetPath)" Arguments="{arguments}" /></ItemGroup>
              {more}
            </Project>
            """);
        File.WriteAllText(Path.Combine(path, "Program.cs"), """
            ulong x = 1;
            for (var i = args.Length > 0 && int.TryParse(args[^1], out var n) ? n : 400000; i > 0; i--) { for (var j = 0; j < 300; j++) { x ^= x << 13; x ^= x >> 7; } }
            System.Console.WriteLine(x);
            """);
        return path;
    }
}
