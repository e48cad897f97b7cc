using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Tests.Gating;

public sealed class DisturbanceTests
{
    [Theory]
    [InlineData(1.0, true)]
    [InlineData(0.7, true)]
    [InlineData(0.5, false)]
    [InlineData(0.0, false)]
    public void A_run_during_which_something_else_used_the_machine_is_named(double load, bool disturbed)
    {
        var problem = RunQuality.FindDisturbance(Run(load), [0.1, 0.2, 0.1, 1.5], processors: 2);
        Assert.Equal(disturbed, problem is not null);
        Assert.True(!disturbed || problem!.StartsWith("was disturbed: other load kept ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_usual_is_no_disturbance() => Assert.Null(RunQuality.FindDisturbance(Run(1), [1, 0.9, 1.1], processors: 2));

    [Fact]
    public void A_machine_with_processors_to_spare_is_not_disturbed() => Assert.Null(RunQuality.FindDisturbance(Run(1), [0, 0, 0], processors: 16));

    [Fact]
    public void Too_few_runs_or_too_short_ones_tell_nothing()
    {
        Assert.Null(RunQuality.FindDisturbance(Run(1), [0, 0], processors: 2));
        Assert.Null(RunQuality.FindDisturbance(Run(1, seconds: 0.3), [0, 0, 0], processors: 2));
        Assert.Null(RunQuality.FindDisturbance(Run(1) with { BusyTime = null }, [0, 0, 0], processors: 2));
    }

    // One processor of its own.
    private static RunRecord Run(double otherLoad, double seconds = 2) => new()
    {
        Session = "s",
        Samples = 1000,
        WallTime = TimeSpan.FromSeconds(seconds),
        CpuTime = TimeSpan.FromSeconds(seconds),
        BusyTime = TimeSpan.FromSeconds(seconds * (1 + otherLoad)),
    };
}
