using System.Text.Json;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Overhead;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Overhead;

/// <summary>With the real perf.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class OverheadMeasurementTests
{
    private static readonly OverheadOptions Options = new() { Runs = 3, Frequencies = [997], CallGraphs = [CallGraphMode.FramePointer] };
    private static readonly CommandTarget Busy = new("sh", ["-c", "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; echo noise; echo noise >&2"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_observer_runs_once_per_round_and_what_is_not_here_has_its_reason()
    {
        var observers = ObserverList.Create(
            Options with { Kinds = [Observer.Stat, Observer.Record, Observer.PerfMap] }, await PerfCapabilities.ProbeAsync(Cancellation));
        var report = await new OverheadMeasurement(Busy, Options, null).RunAsync(observers, Cancellation);
        Assert.Equal(["bare", "perf stat", "perf record, fp, 997 Hz", "perf map (.NET)"], report.Costs.Select(cost => cost.Observer.Title));
        Assert.Equal([3, 3, 3, 0], report.Costs.Select(cost => cost.Runs.Count));
        Assert.Equal("the command starts no .NET runtime", report.Costs[3].Obstacle);
        Assert.All(report.Costs.Take(3), cost => Assert.All(cost.Runs, run => Assert.True(run is { Wall: > 0, Cpu: > 0 })));
        Assert.True(report.Costs[2].Runs[0].Bytes > 4096);
        Assert.NotNull(report.Costs[1].Cpu);

        using var stream = new MemoryStream();
        OverheadJson.Write(report, Busy.ToString(), stream);
        using var json = JsonDocument.Parse(stream.ToArray());
        var last = json.RootElement.GetProperty("observers")[3];
        Assert.False(last.GetProperty("available").GetBoolean());
        Assert.Equal("the command starts no .NET runtime", last.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_observer_that_does_not_work_is_left_out_with_its_own_words()
    {
        Observer[] observers =
        [
            new(Observer.Bare, "bare"), new("x", "broken") { Launcher = ["sh", "-c", "echo 'no such tracer' >&2; exit 9"] },
            new("y", "missing") { Launcher = ["no-such-program"] }, new("z", "idle") { Launcher = ["true"] },
        ];
        var report = await new OverheadMeasurement(Busy, Options, null).RunAsync(observers, Cancellation);
        Assert.Equal("exit code 9: no such tracer", report.Costs[1].Obstacle);
        Assert.Contains("no such executable file", report.Costs[2].Obstacle!, StringComparison.Ordinal);
        Assert.Equal("it did not run the command to its end", report.Costs[3].Obstacle);
    }

    [Fact]
    public async Task A_command_that_fails_by_itself_is_not_measured()
    {
        var measurement = new OverheadMeasurement(new CommandTarget("sh", ["-c", "exit 3"]), Options, null);
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => measurement.RunAsync([new(Observer.Bare, "bare")], Cancellation));
        Assert.Equal(DiagnosticCodes.CommandFailed, e.Diagnostic.Code);
    }

    [Fact]
    public async Task Stopped_early_it_returns_the_rounds_that_are_complete_and_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        var rounds = 0;
        var progress = new Progress(text =>
        {
            if (text.StartsWith("round", StringComparison.Ordinal) && ++rounds == 4)
            {
                stop.Cancel();
            }
        });
        var report = await new OverheadMeasurement(new CommandTarget("true", []), Options with { Runs = 100 }, progress)
            .RunAsync([new(Observer.Bare, "bare"), new("x", "shell") { Launcher = ["sh", "-c", "exec \"$@\"", "sh"] }], stop.Token);
        Assert.True(report.IsInterrupted);
        Assert.Equal((3, 3, 3), (report.Rounds, report.Costs[0].Runs.Count, report.Costs[1].Runs.Count));
    }

    [Theory]
    [InlineData("0.123 0.100 0.020\n", 0.123)]
    [InlineData("0,123 0,100 0,020\n", 0.123)]
    [InlineData("bash: x: command not found\n0.500 0.000 0.000\n", 0.5)]
    [InlineData("", null)]
    [InlineData("noise", null)]
    public void The_commands_own_times_are_read_in_any_locale(string text, double? wall)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("times"), text);
        Assert.Equal(wall, TimedCommand.Read(folder.File("times"))?.Wall);
    }

    private sealed class Progress(Action<string> report) : IProgress<HarnessProgress>
    {
        public void Report(HarnessProgress value) => report(value.Text);
    }
}
