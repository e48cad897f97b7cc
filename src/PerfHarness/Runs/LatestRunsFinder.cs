using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Runs;

/// <summary>Finds the latest runs of benchmarks in the output folder.</summary>
internal static class LatestRunsFinder
{
    /// <summary>In ordinal order of the benchmarks' names.</summary>
    /// <param name="benches">Only these; all if empty.</param>
    /// <exception cref="PerfHarnessException">A named benchmark has no results, or they cannot be read.</exception>
    public static async Task<IReadOnlyList<LatestRuns>> FindAsync(
        string outputDirectory, IReadOnlyCollection<string> benches, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(benches);
        var latestRuns = new List<LatestRuns>();
        var folders = Directory.Exists(outputDirectory) ? Directory.GetDirectories(outputDirectory) : [];
        foreach (var folder in folders.Order(StringComparer.Ordinal))
        {
            var store = LatestRunsStore.Open(folder);
            foreach (var entry in await store.ListAsync(null, cancellation).ConfigureAwait(false))
            {
                if (benches.Count > 0 && !benches.Contains(entry.Key.Bench))
                {
                    continue;
                }

                if (entry.Problem is { } problem)
                {
                    throw new PerfHarnessException(problem);
                }

                var stacks = await store.ReadStacksAsync(entry.Key, cancellation).ConfigureAwait(false);
                var measured = entry.Baseline!.Measurement;
                // A baseline names the program's files only if they are kept.
                var accepted = measured with { Conditions = measured.Conditions with { Program = null } };
                latestRuns.Add(new LatestRuns(entry.Key, accepted, stacks, measured.Conditions.Program));
            }
        }

        foreach (var bench in benches)
        {
            if (!latestRuns.Exists(runs => runs.Key.Bench == bench))
            {
                throw new PerfHarnessException(DiagnosticCodes.UnknownBench, $"'{outputDirectory}' has no results for benchmark '{bench}'.",
                    latestRuns.Count == 0
                        ? "Record it first: dotnet perfharness run -- COMMAND"
                        : $"Available: {string.Join(", ", latestRuns.Select(runs => runs.Key.Bench))}.");
            }
        }

        return latestRuns;
    }
}
