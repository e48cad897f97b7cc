using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Runs;

namespace PerfHarness.Checks;

/// <summary>Tells what the gate knows about functions in the latest runs, without recording anything anew.</summary>
internal static class LatestRunsExplainer
{
    /// <param name="function">A name, a part of one, or a pattern.</param>
    /// <param name="bench">Name of the benchmark, or null for the only one that has left outputs.</param>
    /// <exception cref="PerfHarnessException">There are no runs, or it is not clear which are meant.</exception>
    public static async Task<string> ExplainAsync(
        string function, string? bench, string? pin, string outputDirectory, IBaselineStore store, Func<string, GatePolicy> policyOf, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(policyOf);
        var candidates = (await LatestRunsFinder.FindAsync(outputDirectory, bench is null ? [] : [bench], cancellation).ConfigureAwait(false)).Where(c => c.Key.Pin is null).ToList();
        if (candidates.Count != 1)
        {
            throw new PerfHarnessException(DiagnosticCodes.UnknownBench, candidates.Count == 0 ? $"'{outputDirectory}' has no runs to explain." : "several benchmarks have left runs.",
                candidates.Count == 0 ? "Record them first: dotnet perfharness run -- COMMAND" : $"Name one with --name: {string.Join(", ", candidates.Select(c => c.Key.Bench))}.");
        }

        var candidate = candidates[0];
        var key = candidate.Key;
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var other = (await LatestRunsFinder.FindAsync(outputDirectory, [key.Bench], cancellation).ConfigureAwait(false)).FirstOrDefault(c => c.Key.Pin == LatestRunsStore.BaselineSidePin);
        var input = other is not null
            ? GateInput.CreateInterleaved(other.Measurement, candidate.Measurement, today)
            : GateInput.CreateStored(await store.ReadAsync(key with { Pin = pin }, cancellation).ConfigureAwait(false), candidate.Measurement, today);
        var verdict = new Gate(policyOf(key.Bench)).Judge(input);
        return verdict.Explain(CreatePattern(function, verdict));
    }

    // What is no name in full is taken for a part of one.
    private static FunctionPattern CreatePattern(string text, GateVerdict verdict)
    {
        var pattern = new FunctionPattern(text);
        return text.Contains('*', StringComparison.Ordinal) || verdict.Functions.Any(f => pattern.Matches(f.Name)) ? pattern : new FunctionPattern($"*{text}*");
    }
}
