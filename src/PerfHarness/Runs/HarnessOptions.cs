using PerfHarness.Gating;
using PerfHarness.Import;

namespace PerfHarness.Runs;

/// <summary>What is done with the runs of a benchmark.</summary>
internal sealed record HarnessOptions
{
    public const string DefaultOutputDirectory = "artifacts/perfharness";

    public const string DefaultBaselineDirectory = "perfharness/baselines";

    /// <summary>Where baselines are: their folder is no source, and their programs are beside it.</summary>
    public string BaselineDirectory { get; init; } = DefaultBaselineDirectory;

    /// <summary>Each benchmark gets a separate folder in it.</summary>
    public string OutputDirectory { get; init; } = DefaultOutputDirectory;

    public GatePolicy Policy { get; init; } = GatePolicy.Default;

    /// <summary>Compare with a stored baseline if there is one, and check budgets.</summary>
    public bool IsGateEnabled { get; init; } = true;

    /// <summary>A missing baseline is an error.</summary>
    public bool RequireBaseline { get; init; }

    /// <summary>What the runs are stored as; <see cref="BaselineUpdate.None"/> leaves the baseline alone.</summary>
    public BaselineUpdate BaselineUpdate { get; init; }

    /// <summary>Runs that are too short to judge are accepted as a baseline all the same.</summary>
    public bool ForceAcceptance { get; init; }

    /// <summary>
    /// What a stored baseline cannot clear is confirmed, if the baseline's program is to be had: both sides are recorded
    /// interleaved, and that verdict counts.
    /// </summary>
    public bool Confirms { get; init; } = true;

    /// <summary>The baseline's runs of a confirmation join the baseline of this machine as a session.</summary>
    public bool Learns { get; init; }

    /// <summary>Name of the pinned baseline to compare with; null for the rolling one.</summary>
    public string? Pin { get; init; }

    /// <summary>Maximum runs per side, even if the verdict is undecided; null for the policy's last stage.</summary>
    public int? MaximumRuns { get; init; }

    /// <summary>After this time no further runs are started for more evidence.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>Recordings are kept in the output folder.</summary>
    public bool KeepRecordings { get; init; }

    public ImportOptions Import { get; init; } = new();
}
