using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Counters.Gating;

/// <summary>What a comparison of counters says about a build.</summary>
/// <param name="ExitCode">0 passed, 1 regressed, 4 inconclusive.</param>
/// <param name="Text">One line for people.</param>
/// <param name="Comparisons">The counters in the baseline's order, then new ones.</param>
internal sealed record CounterVerdict(
    int ExitCode, string Text, IReadOnlyList<CounterComparison> Comparisons, IReadOnlyList<Diagnostic> Diagnostics);
