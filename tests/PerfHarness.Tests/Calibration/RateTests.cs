using PerfHarness.Calibration;

namespace PerfHarness.Tests.Calibration;

public sealed class RateTests
{
    // No hit of n is 1 − 0.05^(1/n), all but one of n is 0.95^(1/n); the others solve P(X ≤ hits) = 5 %.
    [Theory]
    [InlineData(0, 1000, 0.00299125)]
    [InlineData(0, 20, 0.1391084)]
    [InlineData(19, 20, 0.9974386)]
    [InlineData(1, 1000, 0.00473485)]
    [InlineData(5, 100, 0.1022512)]
    public void The_upper_bound_is_Clopper_and_Pearsons(int hits, int trials, double expected) =>
        Assert.Equal(expected, new Rate(hits, trials).UpperBound, 1e-5);

    [Fact]
    public void What_always_happens_has_no_bound_below_one() => Assert.Equal(1, new Rate(7, 7).UpperBound);

    [Fact]
    public void Without_trials_nothing_is_known() => Assert.Equal(1, new Rate(0, 0).UpperBound);
}
