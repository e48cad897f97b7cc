using PerfHarness.Analysis;

namespace PerfHarness.Reports;

/// <summary>What <see cref="JsonReportWriter"/> writes: shares and symbol coverage of one selection of samples.</summary>
internal sealed record JsonReport(SelfShares Shares, SymbolCoverage SymbolCoverage)
{
    /// <summary>Also write threads and stacks, which may be many.</summary>
    public bool HasStacks { get; init; }

    public static JsonReport Create(SampleSelection selection, Measure measure = Measure.Weight) =>
        new(SelfShares.Compute(selection, Grouping.Function, measure), SymbolCoverage.Compute(selection));
}
