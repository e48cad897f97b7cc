namespace PerfHarness.Analysis;

/// <summary>How much of a call tree is built.</summary>
internal sealed record CallTreeOptions
{
    public static readonly CallTreeOptions Default = new();

    public Measure Measure { get; init; } = Measure.Weight;

    /// <summary>Nodes below this share (0 to 1) of the tree's total are left out. Default 0.5 %, as perf report.</summary>
    public double MinShare { get; init; } = 0.005;

    /// <summary>Levels below which nothing is built.</summary>
    public int MaxDepth { get; init; } = int.MaxValue;
}
