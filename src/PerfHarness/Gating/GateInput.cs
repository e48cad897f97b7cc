using PerfHarness.Baselines;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>What the gate judges. Recorded by others; the test looks at no clock, file or machine.</summary>
internal sealed record GateInput
{
    public required Measurement Candidate { get; init; }

    /// <summary>Null where there is none yet: then only budgets can fail.</summary>
    public Measurement? Baseline { get; init; }

    /// <summary>Both sides were recorded in one session, in random order inside each pair.</summary>
    public bool Interleaved { get; init; }

    /// <summary>The day on which waivers are looked at.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>More runs can be recorded: an open verdict asks for them instead of being inconclusive.</summary>
    public bool CanContinue { get; init; }

    /// <summary>Looks at these runs, this one included: what was at the bar in all of them is there by chance more seldom than in one.</summary>
    public int LookCount { get; init; } = 1;

    /// <summary>Most runs a side that may be recorded, or null for the last stage's.</summary>
    public int? MaximumRuns { get; init; }

    /// <summary>A candidate against what was accepted earlier, or against nothing where <paramref name="baseline"/> is null.</summary>
    public static GateInput CreateStored(Baseline? baseline, Measurement candidate, DateOnly today) =>
        new() { Baseline = baseline?.Measurement, Candidate = candidate, Today = today };

    /// <summary>Two binaries recorded together.</summary>
    public static GateInput CreateInterleaved(Measurement baseline, Measurement candidate, DateOnly today) =>
        new() { Baseline = baseline, Candidate = candidate, Interleaved = true, Today = today };
}
