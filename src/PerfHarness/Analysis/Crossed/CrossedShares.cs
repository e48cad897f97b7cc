namespace PerfHarness.Analysis.Crossed;

/// <summary>
/// Self and total of every combination of the keys that occurs, as <c>perf report --sort comm,tid,dso,sym</c> sums them: self where the
/// sample's leaf is of the row, total where any of its frames is, once. Of keys of samples alone both are the same.
/// </summary>
/// <param name="Measure">What the rows are sorted and their shares computed by; samples where the input has no periods.</param>
/// <param name="Rows">Largest self first, then largest total, then by their values.</param>
internal sealed record CrossedShares(
    SampleSelection Selection, IReadOnlyList<ShareKey> Keys, Measure Measure, IReadOnlyList<CrossedShareRow> Rows)
{
    public static CrossedShares Compute(SampleSelection selection, IReadOnlyList<ShareKey> keys, Measure measure)
    {
        measure = selection.Weight > 0 ? measure : Measure.Samples;
        return new CrossedShares(selection, keys, measure, new CrossedShareBuilder(selection, keys).Build(measure));
    }

    public CrossedShares SortByTotal() => this with { Rows = [.. Rows.OrderByDescending(row => row.GetShare(row.GetTotal(Measure), Measure))] };
}
