using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Runs;

namespace PerfHarness.Checks;

/// <summary>Explains the verdict on functions in the latest runs, by judging these again.</summary>
/// <param name="outputDirectory">Folder with the latest runs.</param>
/// <param name="getPolicy">The policy of the benchmark with a name.</param>
internal sealed class LatestRunsExplainer(string outputDirectory, IBaselineStore store, Func<string, GatePolicy> getPolicy)
{
    private const int MaxUnjudgedFunctions = 10;

    /// <param name="function">A name, a part of one, or a pattern.</param>
    /// <param name="bench">Name of the benchmark, or null for the only one with results.</param>
    /// <param name="pin">Name of the pinned baseline; null for the rolling one.</param>
    /// <exception cref="PerfHarnessException">There are no results, or those of several benchmarks, or no such function.</exception>
    public async Task<string> ExplainAsync(string function, string? bench, string? pin, CancellationToken cancellation = default)
    {
        var candidate = await FindCandidateAsync(bench, cancellation).ConfigureAwait(false);
        var input = await CreateInputAsync(candidate, pin, cancellation).ConfigureAwait(false);
        var verdict = new Gate(getPolicy(candidate.Key.Bench)).Judge(input);
        var functions = FindFunctions(input);
        var pattern = CreatePattern(function, functions);
        var matches = functions.Where(name => pattern.Matches(name)).ToList();
        if (matches.Count == 0)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UnknownFunction,
                $"no function of the latest runs of '{candidate.Key.Bench}' matches '{function}'.",
                CloseNames.Suggest(functions, function) ?? "'dotnet perfharness report' lists the names.");
        }

        var text = verdict.Functions.Any(f => pattern.Matches(f.Name)) ? verdict.Explain(pattern) : ExplainUnjudged(verdict, input, matches);
        // The judgment here may differ from that of the run, which knew what was screened: that is quoted.
        return ReadScreening(candidate.Key.Bench) is { } screening && pin is null ? $"{text}\n\n{screening}" : text;
    }

    private static string ExplainUnjudged(GateVerdict verdict, GateInput input, List<FunctionName> matches)
    {
        if (verdict.Compared)
        {
            return verdict.Explain(matches[0]);
        }

        var counts = input.Candidate.Counts;
        var runs = Enumerable.Range(0, counts.Runs.Count).Where(run => counts.GetSamples(run) > 0).ToList();
        var lines = matches.Take(MaxUnjudgedFunctions).Select(name => counts.Find(name) is { } found
            ? $"{name}: self share by run: "
                + $"{string.Join(", ", runs.Select(run => NumberFormatter.FormatShare((double)found.Self[run] / counts.GetSamples(run))))}."
            : $"{name}: in the baseline only.");
        return string.Join('\n', lines.Append($"Nothing was compared: {string.Join("; ", verdict.Reasons)}."));
    }

    // On either side, the largest first.
    private static List<FunctionName> FindFunctions(GateInput input) =>
        [.. ((RunCounts?[])[input.Candidate.Counts, input.Baseline?.Counts]).OfType<RunCounts>()
            .SelectMany(counts => counts.Functions).OrderByDescending(f => f.SelfSum).Select(f => f.Name).Distinct()];

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
        return sides.FirstOrDefault(c => c.Key.Pin == LatestRunsStore.BaselineSidePin) is { } baselineSide && pin is null
            ? GateInput.CreateInterleaved(baselineSide.Measurement, candidate.Measurement, today)
            : GateInput.CreateStored(
                await store.ReadAsync(key with { Pin = pin }, cancellation).ConfigureAwait(false), candidate.Measurement, today);
    }

    // As the run wrote it beside its results; a file of another form says nothing.
    private string? ReadScreening(string bench)
    {
        try
        {
            var path = Path.Combine(outputDirectory, OutputFolder.GetFolderName(bench), ResultFiles.VerdictName);
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var screening = json.RootElement.GetProperty("benches")[0].GetProperty("screening");
            var lines = screening.ValueKind == JsonValueKind.Object
                ? ((string?[])[screening.GetProperty("text").GetString(), screening.GetProperty("screen").GetString()]).OfType<string>().ToList()
                : [];
            return lines.Count == 0 ? null : string.Join('\n', lines.Select(line => $"In the latest run: {line}."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    // Text that is not a full name is a part of one.
    private static FunctionPattern CreatePattern(string text, List<FunctionName> functions)
    {
        var pattern = new FunctionPattern(text);
        return text.Contains('*', StringComparison.Ordinal) || functions.Any(pattern.Matches) ? pattern : new FunctionPattern($"*{text}*");
    }
}
