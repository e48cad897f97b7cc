using PerfHarness.Baselines;
using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>What the gate judges. The gate itself reads no clock, file or machine.</summary>
internal sealed record GateInput
{
    public required Measurement Candidate { get; init; }

    /// <summary>Null if there is none yet: then only budgets can fail.</summary>
    public Measurement? Baseline { get; init; }

    /// <summary>Both sides were recorded in one session, in random order within each pair.</summary>
    public bool Interleaved { get; init; }

    /// <summary>The day for which waivers are checked.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>More runs can be recorded: an undecided verdict asks for them instead of being inconclusive.</summary>
    public bool CanContinue { get; init; }

    /// <summary>
    /// The baseline's program can be recorded interleaved: the stored baseline then only screens the build, and the verdict on
    /// anything that it cannot clear is <see cref="StageDecision.Confirm"/>.
    /// </summary>
    public bool CanConfirm { get; init; }

    /// <summary>The recordings begin where the profile had become steady: not always at the same place of the run.</summary>
    public bool IsStartDetected { get; init; }

    /// <summary>
    /// Number of looks at these runs, including this one: a function is borderline in all of them by chance less often than
    /// in one.
    /// </summary>
    public int LookCount { get; init; } = 1;

    /// <summary>Maximum number of runs per side, or null for the last stage's.</summary>
    public int? MaximumRuns { get; init; }

    /// <summary>A candidate against what was accepted earlier, or against nothing where <paramref name="baseline"/> is null.</summary>
    public static GateInput CreateStored(Baseline? baseline, Measurement candidate, DateOnly today) =>
        new() { Baseline = baseline?.Measurement, Candidate = candidate, Today = today };

    /// <summary>Two builds recorded interleaved.</summary>
    public static GateInput CreateInterleaved(Measurement baseline, Measurement candidate, DateOnly today) =>
        new() { Baseline = baseline, Candidate = candidate, Interleaved = true, Today = today };
}
