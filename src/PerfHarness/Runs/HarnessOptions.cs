using PerfHarness.Gating;
using PerfHarness.Import;

namespace PerfHarness.Runs;

/// <summary>What is done with the runs of a benchmark.</summary>
internal sealed record HarnessOptions
{
    public const string DefaultOutputDirectory = "artifacts/perfharness";

    public const string DefaultBaselineDirectory = "perfharness/baselines";

    /// <summary>Each benchmark gets a folder of its own in it.</summary>
    public string OutputDirectory { get; init; } = DefaultOutputDirectory;

    public GatePolicy Policy { get; init; } = GatePolicy.Default;

    /// <summary>Compare with a stored baseline where there is one, and hold budgets.</summary>
    public bool IsGateEnabled { get; init; } = true;

    /// <summary>A missing baseline is an error.</summary>
    public bool RequireBaseline { get; init; }

    /// <summary>What the runs are stored as; <see cref="BaselineUpdate.None"/> leaves the baseline alone.</summary>
    public BaselineUpdate BaselineUpdate { get; init; }

    /// <summary>Name of the pinned baseline to compare with; null for the rolling one.</summary>
    public string? Pin { get; init; }

    /// <summary>Most runs a side, however open the verdict is; null for the policy's last stage.</summary>
    public int? MaximumRuns { get; init; }

    /// <summary>No further runs are begun after this time for more evidence.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>Recordings are kept in the folder of outputs.</summary>
    public bool KeepRecordings { get; init; }

    public ImportOptions Import { get; init; } = new();
}
