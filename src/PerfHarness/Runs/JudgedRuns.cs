using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Runs;

/// <summary>All runs of a comparison, measured and judged.</summary>
/// <param name="Profile">Of the candidate's runs.</param>
/// <param name="Baseline">The other side of an interleaved comparison, or null.</param>
/// <param name="BaselineProfile">The profile of that side, or null.</param>
/// <param name="Verdict">Null if there is nothing to judge by.</param>
/// <param name="Diagnostics">Of the candidate's recordings.</param>
internal sealed record JudgedRuns(
    Profile Profile,
    Measurement Candidate,
    Measurement? Baseline,
    Profile? BaselineProfile,
    GateVerdict? Verdict,
    IReadOnlyList<Diagnostic> Diagnostics);
