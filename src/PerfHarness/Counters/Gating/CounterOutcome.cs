namespace PerfHarness.Counters.Gating;

/// <summary>What a comparison says about one counter.</summary>
internal enum CounterOutcome
{
    /// <summary>Shown only: it is no cost, or its meaning is unknown.</summary>
    NotJudged,

    /// <summary>It has not risen by as much as matters, and such a rise would have been found.</summary>
    Unchanged,

    /// <summary>It fell by at least as much.</summary>
    Improved,

    /// <summary>It varies so much from run to run that a rise of several thresholds would not be found.</summary>
    Noisy,

    /// <summary>It rose, but perhaps by less than matters.</summary>
    Borderline,

    /// <summary>It was counted on one side only.</summary>
    Missing,

    /// <summary>It rose by more than matters.</summary>
    Regressed,
}
