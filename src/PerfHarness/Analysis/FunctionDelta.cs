using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>A function before and after; null if it is not in that profile.</summary>
public sealed record FunctionDelta(FunctionName Name, ShareRow? Before, ShareRow? After)
{
    /// <summary>Change of the mean self share over the runs, from -1 to 1.</summary>
    public double SelfChange => (After?.Self.Mean ?? 0) - (Before?.Self.Mean ?? 0);

    /// <summary>Change of the mean total share over the runs.</summary>
    public double TotalChange => (After?.Total.Mean ?? 0) - (Before?.Total.Mean ?? 0);

    /// <summary>Standard error of <see cref="SelfChange"/> from the variation between runs; 0 if neither side has two runs.</summary>
    public double SelfStandardError { get; init; }
}
