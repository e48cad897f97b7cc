using PerfHarness.BaselinePrograms;
using PerfHarness.Measurements;

namespace PerfHarness.Runs;

/// <summary>Which program is measured: its files, and the commit that they were built from.</summary>
/// <param name="Commit">Checked out now, or empty.</param>
/// <param name="HasLocalChanges">The working tree differs from the commit.</param>
/// <param name="Build">Command line that builds it, or empty.</param>
/// <param name="Program">Its files; null if it has none of its own.</param>
internal sealed record ProgramState(string Commit, bool HasLocalChanges, string Build, ProgramManifest? Program)
{
    public static readonly ProgramState Unknown = new("", false, "", null);

    /// <param name="ignored">Folders whose content is no source: baselines and outputs.</param>
    public static async Task<ProgramState> ReadAsync(Bench bench, IReadOnlyCollection<string> ignored, CancellationToken cancellation)
    {
        var (commit, hasLocalChanges) = await GitRepository.ReadStateAsync(bench.Folder, ignored, cancellation).ConfigureAwait(false);
        return new ProgramState(commit, hasLocalChanges, bench.Build ?? "", ProgramFiles.Find(bench.Command)?.CreateManifest());
    }

    /// <summary>The same of a baseline.</summary>
    public static ProgramState From(Conditions conditions) =>
        new(conditions.Commit, conditions.HasLocalChanges, conditions.Build, conditions.Program);

    public Conditions AddTo(Conditions conditions) => conditions with
    {
        Commit = Commit,
        HasLocalChanges = HasLocalChanges,
        Build = Build,
        ProgramHash = Program?.ComputeHash() ?? "",
        Program = Program,
    };
}
