namespace PerfHarness.Gating;

/// <summary>What the comparison with a stored baseline leaves possible for a function.</summary>
/// <param name="Rise">The smaller of the rises of its share with and without the common factor.</param>
/// <param name="Bound">The largest rise that the data does not exclude.</param>
/// <param name="Limit">The smallest rise that must be excluded.</param>
/// <param name="Drift">Relative drift of its share that is allowed for.</param>
/// <param name="ClearProbability">Probability that it is clear at the next look, if it is not and there is one.</param>
internal readonly record struct ScreenedRise(double Rise, double Bound, double Limit, double Drift, double ClearProbability)
{
    /// <summary>It has not risen by as much as matters.</summary>
    public bool IsClear => Bound < Limit;
}
