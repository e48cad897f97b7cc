using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>
/// Patterns of the policy that match no function on either side: what they were meant to waive, limit or ignore is judged as if
/// they were not there. A function that must never appear is expected not to.
/// </summary>
internal static class PatternDiagnostics
{
    public static IReadOnlyList<Diagnostic> Create(GateInput input, GatePolicy policy)
    {
        var patterns = policy.Waivers.Select(w => ("waiver for", w.Pattern))
            .Concat(policy.Budgets.Where(b => !b.IsNever).Select(b => ("budget of", b.Pattern)))
            .Concat(policy.Thresholds.Select(t => ("threshold of", t.Pattern)))
            .Concat(policy.Ignored.Select(p => ("ignored pattern", p))).ToList();
        if (patterns.Count == 0 || input.Candidate.Counts.Functions.Count == 0)
        {
            return [];
        }

        var names = FindNames(input, policy);
        return [.. patterns.Where(p => !names.Any(p.Item2.Matches)).Select(p => CreateDiagnostic(p.Item1, p.Item2, names))];
    }

    // Also those that the policy leaves out, and under the names that it merges them to; the largest first.
    private static List<FunctionName> FindNames(GateInput input, GatePolicy policy)
    {
        RunCounts?[] sides = [input.Candidate.Counts, input.Baseline?.Counts];
        return [.. sides.OfType<RunCounts>()
            .SelectMany(counts => policy.Functions.IncludesAll ? counts.Functions : counts.Functions.Concat(counts.Apply(policy.Functions).Functions))
            .OrderByDescending(f => f.SelfSum).Select(f => f.Name).Distinct()];
    }

    // A typing error is worth a warning; a policy for many benchmarks has patterns that match in some of them only.
    private static Diagnostic CreateDiagnostic(string kind, FunctionPattern pattern, List<FunctionName> names)
    {
        var suggestion = CloseNames.Suggest(names, pattern.Text);
        return new Diagnostic(
            DiagnosticCodes.UnmatchedPattern,
            suggestion is null ? Severity.Info : Severity.Warning,
            $"the {kind} '{pattern}' matches no function here.",
            suggestion ?? "Correct or remove it if it is meant for this benchmark.");
    }
}
