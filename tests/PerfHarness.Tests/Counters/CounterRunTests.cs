using PerfHarness.Counters;
using PerfHarness.Processes;

namespace PerfHarness.Tests.Counters;

public sealed class CounterRunTests
{
    private static readonly CommandResult Perf = new(default, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(0.1));

    [Theory]
    [InlineData("")]
    [InlineData(":u")]
    public void The_times_that_were_added_are_no_counters_whoever_counts(string modifier)
    {
        var run = Create($"7;;page-faults{modifier};1;100.00;;", $"2000000000;ns;duration_time{modifier};1;100.00;;",
            $"1500000000;ns;user_time{modifier};1;100.00;;", $"<not counted>;ns;system_time{modifier};0;100.00;;");
        Assert.Equal(7, Assert.Single(run.Readings).Value);
        Assert.Equal((2.0, 1.5, 0.0), (run.Elapsed, run.User, run.System));
    }

    [Fact]
    public void A_time_that_was_requested_as_an_event_stays_one()
    {
        var run = Create("1000;ns;duration_time;1;100.00;;", "1000;ns;duration_time;1;100.00;;", "0;ns;user_time;1;100.00;;", "0;ns;system_time;1;100.00;;");
        Assert.Equal("duration_time", Assert.Single(run.Readings).Event);
    }

    [Fact]
    public void A_clock_that_began_late_shows_at_least_what_the_cpu_time_needs()
    {
        var run = Create("2000;ns;duration_time;1;100.00;;", $"{Environment.ProcessorCount}000000000;ns;user_time;1;100.00;;", "0;ns;system_time;1;100.00;;");
        Assert.True(run.IsClockLate);
        Assert.Equal(1, run.Elapsed);
    }

    [Fact]
    public void What_perf_did_not_wait_for_is_known_from_its_end()
    {
        var ended = new CommandResult(new ExitStatus(7, 0), TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.3));
        var run = CounterRun.Create(Read("1000000000;ns;duration_time;1;100.00;;"), Perf, ended, TimeSpan.FromSeconds(2), isInterrupted: false, hasCommand: true);
        Assert.Equal((7, 0.2, 0.3), (run.Status.Code, run.User, run.System));
    }

    [Fact]
    public void A_perf_without_these_events_leaves_its_own_times()
    {
        var run = Create("5;;page-faults;1;100.00;;");
        Assert.Equal((2.0, 0.9, 0.1), (run.Elapsed, run.User, run.System));
    }

    private static CounterRun Create(params string[] lines) =>
        CounterRun.Create(Read(lines), Perf, null, TimeSpan.FromSeconds(2), isInterrupted: false, hasCommand: true);

    private static List<CounterReading> Read(params string[] lines) => [.. lines.Select(line => CounterReading.Parse(line, false, 0)!)];
}
