using PerfHarness.BaselinePrograms;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Runs;

/// <summary>Benchmarks one after another. One of several that fails does not prevent the others from running.</summary>
internal sealed class Suite
{
    private readonly PerfRecorder _recorder;
    private readonly IBaselineStore? _store;
    private readonly BuiltCommits? _commits;
    private readonly IProgress<HarnessProgress>? _progress;

    /// <exception cref="PerfHarnessException">Profiling is impossible here (PH3xxx).</exception>
    /// <param name="commits">Builds that the benchmarks share; null if no baseline's program is started.</param>
    public Suite(PerfCapabilities capabilities, IBaselineStore? store, IProgress<HarnessProgress>? progress, BuiltCommits? commits = null) =>
        (_recorder, _store, _progress, _commits) = (new PerfRecorder(capabilities), store, progress, commits);

    /// <param name="prepare">Completes a benchmark just before it runs.</param>
    /// <param name="report">Called with each result as soon as it is available.</param>
    /// <exception cref="PerfHarnessException">The only benchmark failed, or one could not be prepared.</exception>
    public async Task<IReadOnlyList<SuiteEntry>> RunAsync(
        IReadOnlyList<(Bench Bench, HarnessOptions Options)> benches,
        Func<Bench, CancellationToken, Task<Bench>> prepare,
        Action<SuiteEntry> report,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(benches);
        ArgumentNullException.ThrowIfNull(prepare);
        ArgumentNullException.ThrowIfNull(report);
        var entries = new List<SuiteEntry>();
        foreach (var (bench, options) in benches)
        {
            var prepared = await prepare(bench, cancellation).ConfigureAwait(false);
            entries.Add(await RunAsync(prepared, options, isOnlyOne: benches.Count == 1, cancellation).ConfigureAwait(false));
            report(entries[^1]);
        }

        return entries;
    }

    private async Task<SuiteEntry> RunAsync(Bench bench, HarnessOptions options, bool isOnlyOne, CancellationToken cancellation)
    {
        try
        {
            var result = await new Harness(_recorder, options, _store, _progress, _commits).RunAsync(bench, cancellation).ConfigureAwait(false);
            return new SuiteEntry(bench.Name, result, null, result.ExitCode);
        }
        catch (PerfHarnessException e) when (!isOnlyOne)
        {
            return new SuiteEntry(bench.Name, null, e.Diagnostic, ExitCode.From(e.Diagnostic.Code));
        }
    }
}
