using PerfHarness.Baselines;

namespace PerfHarness.Runs;

/// <summary>
/// The latest runs of a benchmark, kept beside its outputs in the form of a baseline: what <c>baseline accept</c> takes,
/// so that nothing has to be recorded twice to be accepted.
/// </summary>
internal static class LatestRunsStore
{
    public const string FolderName = "candidate";

    /// <summary>Pin of the old side, where two were recorded together.</summary>
    public const string BaselineSidePin = "baseline";

    /// <param name="outputFolder">The benchmark's folder of outputs.</param>
    public static IBaselineStore Open(string outputFolder) => new FileBaselineStore(Path.Combine(outputFolder, FolderName));
}
