using PerfHarness.Analysis;
using PerfHarness.Gating;

namespace PerfHarness.Reports.Verdicts;

/// <summary>A benchmark's verdict and what reports show beside it.</summary>
/// <param name="Bench">The benchmark's name.</param>
/// <param name="Shares">Its hottest functions, or null.</param>
/// <param name="StackChanges">Where the change of a failing function sits, or empty.</param>
/// <param name="DifferencePath">Path of the differential flame graph, or null.</param>
/// <param name="FlameGraphPath">Path of the flame graph, or null.</param>
/// <param name="ElapsedSeconds">How long the benchmark took altogether, or null.</param>
/// <param name="Started">When its first run started, or null if the input does not say.</param>
internal sealed record VerdictReport(
    string Bench,
    GateVerdict Verdict,
    SelfShares? Shares = null,
    IReadOnlyList<StackChange>? StackChanges = null,
    string? DifferencePath = null,
    string? FlameGraphPath = null,
    double? ElapsedSeconds = null,
    DateTimeOffset? Started = null);
