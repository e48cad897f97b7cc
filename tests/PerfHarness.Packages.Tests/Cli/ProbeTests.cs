using System.Diagnostics;
using System.Globalization;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

/// <summary>Probes in the real kernel. Each test looks for its own: others may come and go at the same time.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class ProbeTests(NativeProgram bench) : IClassFixture<NativeProgram>
{
    private const string List = "/sys/kernel/tracing/uprobe_events";

    [Fact]
    public void Each_call_is_one_sample_and_no_probe_remains()
    {
        SkipUnlessRoot();
        using var tool = new CommandLineTool();
        var recorded = tool.Run(
            "record", "--probe", $"{bench.Executable}:steady n=$arg1", "--probe", $"{bench.Executable}:tunable%return", "-o", "p.data", "--", bench.Executable, "37").Expect(0);
        Assert.Contains("37 calls of ", recorded.Output, StringComparison.Ordinal);
        Assert.Equal(2, recorded.Output.Split("37 calls of ").Length - 1);
        Assert.Empty(ProbesOf(bench.Executable));
        Assert.Contains("37", Line(tool.Run("stat", "--runs", "1", "--probe", "./bench:steady", "--working-directory", Path.GetDirectoryName(bench.Executable)!, "--", bench.Executable, "37").Expect(0).Output, ":steady"), StringComparison.Ordinal);
        Assert.Empty(ProbesOf(bench.Executable));
        Assert.Empty(tool.Leftovers);
    }

    [Fact]
    public void Only_the_commands_own_calls_are_recorded()
    {
        SkipUnlessRoot();
        using var tool = new CommandLineTool();
        // The shell that waits for perf calls malloc as well, before it becomes the command.
        var recorded = tool.Run("record", "--probe", "libc.so.6:malloc", "-o", "p.data", "--", bench.Executable, "1").Expect(0).Output;
        var counted = Line(tool.Run("stat", "--probe", "libc.so.6:malloc", "--", bench.Executable, "1").Expect(0).Output, ":malloc");
        Assert.Contains($"p.data: {counted.Trim().Split(' ')[0]} calls, ", recorded, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_signal_removes_them(string signal)
    {
        SkipUnlessRoot();
        using var tool = new CommandLineTool();
        using var record = tool.Start(null, "record", "--probe", $"{bench.Executable}:steady", "-o", "p.data", "--", bench.Executable, "1000000");
        WaitForCall(record);
        Kill(record, signal);
        Assert.Equal(0, CommandLineTool.Finish(record).ExitCode);
        Assert.Empty(ProbesOf(bench.Executable));
    }

    [Fact]
    public void What_a_kill_leaves_behind_the_doctor_removes_and_nothing_else()
    {
        SkipUnlessRoot();
        using var tool = new CommandLineTool();
        using var record = tool.Start(null, "record", "--probe", $"{bench.Executable}:steady", "-o", "p.data", "--", bench.Executable, "1000000");
        WaitForCall(record);
        var foreign = $"perfharnesstest{Environment.ProcessId}/keep";
        File.AppendAllText(List, $"p:{foreign} {bench.Executable}:{ProbesOf(bench.Executable)[0].Split(':')[^1]}\n");
        try
        {
            Kill(record, "KILL");
            record.WaitForExit();
            Assert.Equal(2, ProbesOf(bench.Executable).Count);
            Assert.NotEmpty(tool.Leftovers);

            var listed = tool.Run("doctor", "--clean", "--dry-run").Expect(0).Output;
            Assert.Contains($" {bench.Executable}:0x", Line(listed, ":steady"), StringComparison.Ordinal);
            Assert.Equal(2, ProbesOf(bench.Executable).Count);

            Assert.StartsWith("removed", Line(tool.Run("doctor", "--clean").Expect(0).Output, ":steady"), StringComparison.Ordinal);
            Assert.Contains(foreign, Assert.Single(ProbesOf(bench.Executable)), StringComparison.Ordinal);
            Assert.Empty(tool.Leftovers);
        }
        finally
        {
            File.AppendAllText(List, $"-:{foreign}\n");
        }
    }

    [Theory]
    [InlineData(2, "PH4001", "bench")]
    [InlineData(3, "PH3014", "bench:steadi")]
    [InlineData(3, "PH3014", "no-such-program:main")]
    [InlineData(3, "PH3014", "bench:steady n=%nosuch")]
    public void A_mistake_is_reported_and_no_probe_of_the_others_remains(int exitCode, string code, string probe)
    {
        SkipUnlessRoot();
        using var tool = new CommandLineTool();
        var folder = Path.GetDirectoryName(bench.Executable)!;
        var result = tool.Run("stat", "--probe", "./bench:tunable", "--probe", probe, "--working-directory", folder, "--", bench.Executable, "1").Expect(exitCode);
        Assert.Contains(code, result.Error, StringComparison.Ordinal);
        Assert.Empty(ProbesOf(bench.Executable));
    }

    private static void SkipUnlessRoot()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "adding a probe needs root");
        Assert.SkipUnless(Directory.Exists("/sys/bus/event_source/devices/uprobe"), "this kernel has no uprobes");
    }

    // The kernel counts hits of each probe: "path event hits".
    private void WaitForCall(Process record)
    {
        while (!record.HasExited && ReadHits() == 0)
        {
            Thread.Sleep(20);
        }

        Assert.False(record.HasExited);
    }

    private long ReadHits() => File.ReadLines("/sys/kernel/tracing/uprobe_profile").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields is [var path, "steady", _] && path == bench.Executable).Sum(fields => long.Parse(fields[2], CultureInfo.InvariantCulture));

    private static void Kill(Process process, string signal)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private static List<string> ProbesOf(string program) => [.. File.ReadLines(List).Where(line => line.Contains($" {program}:", StringComparison.Ordinal))];

    private static string Line(string output, string part) => output.Split('\n').Single(line => line.Contains(part, StringComparison.Ordinal));
}
