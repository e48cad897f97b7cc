using PerfHarness.Baselines;

namespace PerfHarness.Runs;

/// <summary>
/// The latest runs of a benchmark, kept beside its results in the form of a baseline: what <c>baseline accept</c> accepts,
/// so that nothing needs to be recorded again to be accepted.
/// </summary>
internal static class LatestRunsStore
{
    public const string FolderName = "candidate";

    /// <summary>Pin of the baseline side, if two sides were recorded interleaved.</summary>
    public const string BaselineSidePin = "baseline";

    /// <param name="outputFolder">The benchmark's output folder.</param>
    public static IBaselineStore Open(string outputFolder) => new FileBaselineStore(Path.Combine(outputFolder, FolderName));
}
