using PerfHarness.Overhead;

namespace PerfHarness.Tests.Overhead;

public sealed class CostRatioTests
{
    [Fact]
    public void A_machine_that_becomes_slower_meanwhile_makes_no_difference()
    {
        double[] bare = [1, 1.5, 2.2, 3.1, 4.4];
        var ratio = CostRatio.Create(bare, [.. bare.Select((time, i) => time * (1.10 + (0.002 * i)))]);
        Assert.InRange(ratio.Ratio, 1.10, 1.11);
        Assert.InRange(ratio.Low, 1.09, ratio.Ratio);
        Assert.InRange(ratio.High, ratio.Ratio, 1.12);
        Assert.True(ratio.IsSignificant);
    }

    [Fact]
    public void Times_that_agree_to_the_clocks_resolution_are_not_infinitely_certain()
    {
        Assert.False(CostRatio.Create([0.003, 0.003, 0.003], [0.004, 0.004, 0.004]).IsSignificant);
        Assert.False(CostRatio.Create([0, 0, 0], [0, 0, 0]).IsSignificant);
        Assert.True(CostRatio.Create([3, 3, 3], [4, 4, 4]).IsSignificant);
    }

    [Fact]
    public void Where_nothing_differs_few_of_many_comparisons_are_significant()
    {
        var random = new Random(5);
        var wrong = 0;
        for (var i = 0; i < 500; i++)
        {
            var bare = Times();
            wrong += CostRatio.Adjust([.. Enumerable.Range(0, 10).Select(_ => CostRatio.Create(bare, Times()))]).Any(ratio => ratio.IsSignificant) ? 1 : 0;
        }

        Assert.InRange(wrong, 0, 35);

        double[] Times() => [.. Enumerable.Range(0, 6).Select(_ => 1 + (0.1 * random.NextDouble()))];
    }
}
