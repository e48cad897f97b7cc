using PerfHarness.Analysis;

namespace PerfHarness.Reports;

/// <summary>What <see cref="JsonReportWriter"/> writes: shares and symbol coverage of one selection of samples.</summary>
internal sealed record JsonReport(SelfShares Shares, SymbolCoverage SymbolCoverage)
{
    public static JsonReport Create(SampleSelection selection, Measure measure = Measure.Weight) =>
        new(SelfShares.Compute(selection, Grouping.Function, measure), SymbolCoverage.Compute(selection));
}
