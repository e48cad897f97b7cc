using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Runs;

namespace PerfHarness.Checks;

/// <summary>Explains the verdict on functions in the latest runs, by judging these again.</summary>
/// <param name="outputDirectory">Folder with the latest runs.</param>
/// <param name="getPolicy">The policy of the benchmark with a name.</param>
internal sealed class LatestRunsExplainer(string outputDirectory, IBaselineStore store, Func<string, GatePolicy> getPolicy)
{
    /// <param name="function">A name, a part of one, or a pattern.</param>
    /// <param name="bench">Name of the benchmark, or null for the only one with results.</param>
    /// <param name="pin">Name of the pinned baseline; null for the rolling one.</param>
    /// <exception cref="PerfHarnessException">There are no results, or those of several benchmarks.</exception>
    public async Task<string> ExplainAsync(string function, string? bench, string? pin, CancellationToken cancellation = default)
    {
        var candidate = await FindCandidateAsync(bench, cancellation).ConfigureAwait(false);
        var input = await CreateInputAsync(candidate, pin, cancellation).ConfigureAwait(false);
        var verdict = new Gate(getPolicy(candidate.Key.Bench)).Judge(input);
        return verdict.Explain(CreatePattern(function, verdict));
    }

    private async Task<LatestRuns> FindCandidateAsync(string? bench, CancellationToken cancellation)
    {
        var found = await LatestRunsFinder.FindAsync(outputDirectory, bench is null ? [] : [bench], cancellation).ConfigureAwait(false);
        var candidates = found.Where(c => c.Key.Pin is null).ToList();
        return candidates.Count switch
        {
            1 => candidates[0],
            0 => throw new PerfHarnessException(
                DiagnosticCodes.UnknownBench,
                $"'{outputDirectory}' has no results to explain.",
                "Record them first: dotnet perfharness run -- COMMAND"),
            _ => throw new PerfHarnessException(
                DiagnosticCodes.UnknownBench,
                "there are results of several benchmarks.",
                $"Choose one with --name: {string.Join(", ", candidates.Select(c => c.Key.Bench))}."),
        };
    }

    private async Task<GateInput> CreateInputAsync(LatestRuns candidate, string? pin, CancellationToken cancellation)
    {
        var (key, today) = (candidate.Key, DateOnly.FromDateTime(DateTime.UtcNow));
        var sides = await LatestRunsFinder.FindAsync(outputDirectory, [key.Bench], cancellation).ConfigureAwait(false);
        return sides.FirstOrDefault(c => c.Key.Pin == LatestRunsStore.BaselineSidePin) is { } baselineSide
            ? GateInput.CreateInterleaved(baselineSide.Measurement, candidate.Measurement, today)
            : GateInput.CreateStored(
                await store.ReadAsync(key with { Pin = pin }, cancellation).ConfigureAwait(false), candidate.Measurement, today);
    }

    // Text that is not a full name is a part of one.
    private static FunctionPattern CreatePattern(string text, GateVerdict verdict)
    {
        var pattern = new FunctionPattern(text);
        return text.Contains('*', StringComparison.Ordinal) || verdict.Functions.Any(f => pattern.Matches(f.Name))
            ? pattern
            : new FunctionPattern($"*{text}*");
    }
}
