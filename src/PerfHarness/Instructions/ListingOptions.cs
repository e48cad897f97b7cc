namespace PerfHarness.Instructions;

/// <summary>What a listing shows.</summary>
internal sealed record ListingOptions
{
    /// <summary>Also count samples in callees, at the instruction of the call.</summary>
    public bool IsInclusive { get; init; }

    public Syntax Syntax { get; init; }

    /// <summary>Say which instructions are inlined calls'. Default: true.</summary>
    public bool ShowInlined { get; init; } = true;

    /// <summary>Show only instructions with samples, and so many before and after each; null for all.</summary>
    public int? Context { get; init; }
}
