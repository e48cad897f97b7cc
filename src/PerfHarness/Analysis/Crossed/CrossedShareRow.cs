namespace PerfHarness.Analysis.Crossed;

/// <summary>One row of <see cref="CrossedShares"/>.</summary>
/// <param name="Values">One for each key; numbers, and null where the input does not say.</param>
/// <param name="Whole">What the row's shares are of: the samples of its event, where that is a key.</param>
internal sealed record CrossedShareRow(
    IReadOnlyList<object?> Values, long SelfSamples, long TotalSamples, long SelfWeight, long TotalWeight, CrossedShareRow.Sum Whole)
{
    public long GetSelf(Measure measure) => measure == Measure.Samples ? SelfSamples : SelfWeight;

    public long GetTotal(Measure measure) => measure == Measure.Samples ? TotalSamples : TotalWeight;

    public double GetShare(long part, Measure measure) => Whole.Get(measure) is > 0 and var whole ? (double)part / whole : 0;

    internal readonly record struct Sum(long Samples, long Weight)
    {
        public long Get(Measure measure) => measure == Measure.Samples ? Samples : Weight;
    }
}
