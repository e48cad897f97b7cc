namespace PerfHarness.Formats.Folded;

/// <summary>A line of folded text: <c>a;b;c 12</c> or, of a differential, <c>a;b;c 12 34</c>.</summary>
internal readonly ref struct FoldedLine(ReadOnlySpan<byte> stack, decimal count, decimal? before)
{
    /// <summary>The text before the counts; valid until the next line is read.</summary>
    public ReadOnlySpan<byte> Stack { get; } = stack;

    /// <summary>The last count of the line.</summary>
    public decimal Count { get; } = count;

    /// <summary>The first of two counts, or null.</summary>
    public decimal? CountBefore { get; } = before;
}
