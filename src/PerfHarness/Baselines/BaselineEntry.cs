using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Baselines;

/// <summary>An entry in a store's list.</summary>
/// <param name="Baseline">What is stored, or null if it cannot be read.</param>
/// <param name="Problem">Why it cannot be read, or null.</param>
/// <param name="HasStacks">Stacks are kept with it.</param>
internal sealed record BaselineEntry(BaselineKey Key, Baseline? Baseline, Diagnostic? Problem, bool HasStacks);
