using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Runs;

/// <summary>The latest runs of benchmarks, found in the folder of outputs.</summary>
internal static class LatestRunsFinder
{
    /// <summary>In ordinal order of the benchmarks' names.</summary>
    /// <param name="benches">Only these; all where there are none.</param>
    /// <exception cref="PerfHarnessException">A named benchmark has left nothing, or one cannot be read.</exception>
    public static async Task<IReadOnlyList<LatestRuns>> FindAsync(string outputDirectory, IReadOnlyCollection<string> benches, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(benches);
        var found = new List<LatestRuns>();
        foreach (var folder in Directory.Exists(outputDirectory) ? Directory.EnumerateDirectories(outputDirectory).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
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

                found.Add(new LatestRuns(entry.Key, entry.Baseline!.Measurement, await store.ReadStacksAsync(entry.Key, cancellation).ConfigureAwait(false)));
            }
        }

        foreach (var bench in benches)
        {
            if (!found.Exists(candidate => candidate.Key.Bench == bench))
            {
                throw new PerfHarnessException(DiagnosticCodes.UnknownBench, $"'{outputDirectory}' has no runs of a benchmark '{bench}'.",
                    found.Count == 0 ? "Record it first: dotnet perfharness run -- COMMAND" : $"There are: {string.Join(", ", found.Select(c => c.Key.Bench))}.");
            }
        }

        return found;
    }
}
