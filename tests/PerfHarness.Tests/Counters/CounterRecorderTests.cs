using System.Diagnostics;
using System.Globalization;
using PerfHarness.Counters;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Counters;

/// <summary>With the real perf.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class CounterRecorderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_is_counted_as_often_as_requested_with_its_times()
    {
        var report = await CountAsync(new CounterRequest
        {
            Command = new CommandTarget("sh", ["-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"]), Events = ["task-clock,page-faults"], Runs = 3,
        });
        Assert.Equal(["task-clock", "page-faults"], report.Counters.Select(counter => counter.Event));
        Assert.All(report.Counters, counter => Assert.Equal(3, counter.Values.Count));
        Assert.Equal((3, 3, 3), (report.Elapsed.Count, report.User.Count, report.System.Count));
        var counted = report.Counters[0].Mean / 1000;
        Assert.InRange(report.User.Average() + report.System.Average(), counted * 0.7, (counted * 1.3) + 0.005);
    }

    [Fact]
    public async Task The_count_of_a_tracepoint_is_the_number_of_calls()
    {
        var report = await CountAsync(new CounterRequest
        {
            Command = new CommandTarget("sh", ["-c", "for i in 1 2 3 4 5 6 7; do kill -0 $$; done"]), Events = ["syscalls:sys_enter_kill"],
        });
        Assert.Equal([7.0], Assert.Single(report.Counters).Values);
    }

    [Fact]
    public async Task The_numbers_are_those_that_perf_itself_writes()
    {
        var request = new CounterRequest { Command = new CommandTarget("true", []), Events = ["page-faults"], Runs = 10 };
        var ours = (await CountAsync(request)).Counters[0];
        using var perf = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "perf stat -x ';' -r 10 -e page-faults -- true"])
        {
            RedirectStandardError = true, UseShellExecute = false,
        })!;
        var line = await perf.StandardError.ReadToEndAsync(Cancellation);
        Assert.InRange(ours.Mean - double.Parse(line.Split(';')[0], CultureInfo.InvariantCulture), -3, 3);
    }

    [Fact]
    public async Task What_was_counted_until_an_interruption_is_returned()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var report = await new CounterRecorder(await PerfCapabilities.ProbeAsync(Cancellation)).CountAsync(
            new CounterRequest { Command = new CommandTarget("sleep", ["100"]), Events = ["page-faults"] }, null, null, stop.Token);
        Assert.True(report.IsInterrupted);
        Assert.True(report.Counters[0].Mean > 10);
        Assert.InRange(report.Elapsed[0], 0.05, 20);
    }

    [Fact]
    public async Task A_command_that_fails_ends_the_runs_and_keeps_its_counts()
    {
        var report = await CountAsync(new CounterRequest { Command = new CommandTarget("sh", ["-c", "exit 7"]), Events = ["page-faults"], Runs = 5 });
        Assert.Equal((7, 1), (report.Failure!.Value.Code, report.Counters[0].Values.Count));
    }

    [Fact]
    public async Task Intervals_come_one_by_one_and_add_up()
    {
        var intervals = new List<CounterReport>();
        await new CounterRecorder(await PerfCapabilities.ProbeAsync(Cancellation)).CountAsync(
            new CounterRequest { Command = new CommandTarget("sh", ["-c", "sleep 0.15; true | true; sleep 0.15"]), Events = ["task-clock", "page-faults"], Interval = 100 },
            intervals.Add, null, Cancellation);
        Assert.InRange(intervals.Count, 3, 30);
        Assert.All(intervals, interval => Assert.Equal(2, interval.Counters.Count));
        Assert.True(intervals.Sum(interval => interval.Elapsed[0]) >= 0.3);
        Assert.True(intervals.Sum(interval => interval.Counters[1].Values.Sum()) > 50);
    }

    [Fact]
    public void Perfs_arguments_are_those_of_the_request()
    {
        var request = new CounterRequest
        {
            Attach = new AttachTarget { Cpus = "0,2" }, Detail = 1, Scope = CounterScope.Core, Interval = 500, Flags = ["--all-user"],
            Command = new CommandTarget("sleep", ["5"]),
        };
        var arguments = string.Join(' ', request.ToArguments("out", [], canTimeCommands: true));
        Assert.StartsWith("stat -x ; -o out -e cpu-clock -e context-switches", arguments, StringComparison.Ordinal);
        Assert.EndsWith("-e LLC-load-misses -C 0,2 -I 500 --per-core --all-user -- sleep 5", arguments, StringComparison.Ordinal);
        Assert.Contains(
            "-e duration_time,user_time,system_time -- true",
            string.Join(' ', new CounterRequest { Command = new CommandTarget("true", []) }.ToArguments("out", [], canTimeCommands: true)), StringComparison.Ordinal);
    }

    private static async Task<CounterReport> CountAsync(CounterRequest request) =>
        await new CounterRecorder(await PerfCapabilities.ProbeAsync(Cancellation)).CountAsync(request, null, null, Cancellation);
}
