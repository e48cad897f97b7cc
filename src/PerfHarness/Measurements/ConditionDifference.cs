namespace PerfHarness.Measurements;

/// <summary>Something that was not the same on both sides.</summary>
/// <param name="Name">What: <c>CPU</c>, <c>event</c>, <c>kernel</c>.</param>
/// <param name="IsBlocking">The shares of both sides cannot be compared; otherwise they can, with doubt.</param>
internal sealed record ConditionDifference(string Name, string Before, string After, bool IsBlocking)
{
    public override string ToString() => $"{Name}: {Before} → {After}";
}
