using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Counters.Gating;

/// <summary>
/// Judges counters against a baseline. A counter has regressed if it certainly rose by more than its limit: the question is not
/// whether the build differs, but whether it costs more than is tolerated, so that the limit also covers what distinguishes two
/// sessions. Probabilities are corrected for the number of judged counters by Holm's method.
/// </summary>
internal static class CounterGate
{
    public const int MinimumRuns = 3;

    private const double Alpha = 0.01;
    private const double BorderlineAlpha = 0.05;

    // A counter that could hide a rise of so many limits says nothing.
    private const double NoisyLimits = 3;

    public static CounterVerdict Judge(CounterBaseline baseline, IReadOnlyList<Counter> candidate, Conditions conditions, CounterPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        var differences = baseline.Conditions.Fingerprint.Compare(conditions.Fingerprint);
        var diagnostics = differences.Select(CounterDiagnostics.CreateForDifference).ToList();
        if (differences.Any(difference => difference.IsBlocking))
        {
            return new CounterVerdict(
                ExitCode.Inconclusive, $"INCONCLUSIVE: the baseline was counted on another kind of machine ({differences[0]})", [], diagnostics);
        }

        var compared = Pair(baseline.Counters, candidate, policy);
        compared = Decide(compared);
        var isDoubtful = differences.Count > 0;
        diagnostics.AddRange(compared.Where(c => c.Outcome == CounterOutcome.Regressed)
            .Select(c => CounterDiagnostics.CreateForRegression(c, isDoubtful ? Severity.Warning : Severity.Error)));
        var (exitCode, text) = Summarize(compared, isDoubtful);
        if (exitCode == ExitCode.Inconclusive)
        {
            diagnostics.Add(CounterDiagnostics.CreateForInconclusive(text));
        }

        return new CounterVerdict(exitCode, text, compared, diagnostics);
    }

    private static List<CounterComparison> Pair(IReadOnlyList<Counter> before, IReadOnlyList<Counter> after, CounterPolicy policy)
    {
        var names = before.Concat(after.Where(counter => counter.Values.Count > 0)).Select(counter => counter.Event).Distinct();
        var pairs = new List<CounterComparison>();
        foreach (var name in names)
        {
            var (x, y) = (Find(before, name), Find(after, name));
            pairs.Add(new CounterComparison(name, (x ?? y)!.Unit, x, y) { Rule = policy.FindRule(name) });
        }

        return pairs;

        static Counter? Find(IReadOnlyList<Counter> counters, string name) =>
            counters.FirstOrDefault(counter => counter.Event == name && counter.Values.Count > 0);
    }

    private static List<CounterComparison> Decide(List<CounterComparison> pairs)
    {
        var tests = pairs.ConvertAll(pair => pair is { Before: { } before, After: { } after }
            ? CounterTest.Create(before, after, pair.Rule?.Drift ?? 0) : (CounterTest?)null);
        var judged = Enumerable.Range(0, pairs.Count).Where(i => pairs[i].Rule is not null && tests[i] is not null && HasRuns(pairs[i])).ToList();
        var beyond = Holm(judged, i => tests[i]!.Value.GetRiseProbability(pairs[i].Rule!.GetLimit(tests[i]!.Value.Before)));
        var any = Holm(judged, i => tests[i]!.Value.GetRiseProbability(0));
        var decided = new List<CounterComparison>();
        for (var i = 0; i < pairs.Count; i++)
        {
            decided.Add(tests[i] is { } test
                ? Decide(pairs[i], test, beyond.GetValueOrDefault(i, double.NaN), any.GetValueOrDefault(i, double.NaN), judged.Count)
                : pairs[i] with { Outcome = pairs[i] is { Rule: not null, Before: not null } ? CounterOutcome.Missing : CounterOutcome.NotJudged });
        }

        return decided;
    }

    private static CounterComparison Decide(CounterComparison pair, CounterTest test, double beyond, double any, int family)
    {
        var margin = test.GetMargin(0.95);
        var described = pair with
        {
            Change = test.Change / test.Before,
            Interval = ((test.Change - margin) / test.Before, (test.Change + margin) / test.Before),
            AdjustedP = beyond,
        };
        if (pair.Rule is not { } rule || double.IsNaN(beyond))
        {
            return described with { Outcome = pair.Rule is null ? CounterOutcome.NotJudged : CounterOutcome.Noisy };
        }

        var limit = rule.GetLimit(test.Before);
        var detectable = limit + test.GetMargin(1 - (2 * Alpha / family)) + (0.85 * test.Error);
        var outcome =
            beyond < Alpha ? CounterOutcome.Regressed
            : test.Change >= limit && any < BorderlineAlpha ? CounterOutcome.Borderline
            : test.GetFallProbability(-limit) < Alpha / family ? CounterOutcome.Improved
            : test.Change + test.GetMargin(0.90) > NoisyLimits * limit ? CounterOutcome.Noisy
            : CounterOutcome.Unchanged;
        return described with { Outcome = outcome, DetectableRise = detectable / test.Before };
    }

    private static bool HasRuns(CounterComparison pair) => pair.Before!.Values.Count >= MinimumRuns && pair.After!.Values.Count >= MinimumRuns;

    private static Dictionary<int, double> Holm(List<int> family, Func<int, double> getProbability)
    {
        var adjusted = new Dictionary<int, double>();
        var (largest, left) = (0.0, family.Count);
        foreach (var (index, p) in family.Select(i => (i, getProbability(i))).OrderBy(pair => pair.Item2))
        {
            largest = Math.Max(largest, Math.Min(1, p * left--));
            adjusted[index] = largest;
        }

        return adjusted;
    }

    private static (int ExitCode, string Text) Summarize(List<CounterComparison> compared, bool isDoubtful)
    {
        var judged = compared.FindAll(c => c.Rule is not null && c.Outcome != CounterOutcome.NotJudged);
        var (before, after) = (CountRuns(c => c.Before), CountRuns(c => c.After));
        var runs = string.Create(CultureInfo.InvariantCulture, $"{before}+{after} runs");
        var regressed = judged.FindAll(c => c.Outcome == CounterOutcome.Regressed);
        if (regressed.Count > 0)
        {
            var text = $"{string.Join(", ", regressed.Select(CounterDiagnostics.FormatChange))} ({runs})";
            return isDoubtful
                ? (ExitCode.Success, $"PASS with a warning: {text}, but under other conditions than the baseline's")
                : (ExitCode.Regression, $"FAIL: {text}");
        }

        if (judged.Find(c => c.Before?.Values.Count < MinimumRuns || c.After?.Values.Count < MinimumRuns) is not null)
        {
            return (ExitCode.Inconclusive, FormattableString.Invariant($"INCONCLUSIVE: {runs} are too few; each side needs {MinimumRuns}"));
        }

        var open = judged.FindAll(c => c.Outcome is CounterOutcome.Borderline or CounterOutcome.Missing
            || (c.Outcome == CounterOutcome.Noisy && c.Rule!.IsExplicit));
        if (open.Count > 0)
        {
            return (ExitCode.Inconclusive, $"INCONCLUSIVE: {string.Join(", ", open.Select(CounterDiagnostics.DescribeOpen))} ({runs})");
        }

        var decided = judged.Count(c => c.Outcome is CounterOutcome.Unchanged or CounterOutcome.Improved);
        return decided == 0
            ? (ExitCode.Inconclusive, $"INCONCLUSIVE: none of the counters can be judged ({runs})")
            : (ExitCode.Success, string.Create(
                CultureInfo.InvariantCulture, $"PASS: no judged counter ({decided}) rose by as much as matters ({runs})"));

        int CountRuns(Func<CounterComparison, Counter?> select) => compared.Select(c => select(c)?.Values.Count ?? 0).DefaultIfEmpty().Max();
    }
}
