namespace PerfHarness.Import;

/// <summary>Which count of folded text with two of them (before and after) is read.</summary>
internal enum FoldedColumn
{
    /// <summary>The last, as flamegraph.pl draws it.</summary>
    After,

    /// <summary>The first of two; a line with one count has it as both.</summary>
    Before,
}
