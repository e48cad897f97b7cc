using PerfHarness.Gating;

namespace PerfHarness.Calibration;

/// <summary>Splits a series into two sides at random, many times, and counts what the gate says of identical builds.</summary>
internal sealed class SplitSimulation(CalibrationSeries series, CalibrationOptions options, SplitJudge judge)
{
    private const int StoredBaselineRuns = 10;

    public IEnumerable<SplitRates> Simulate()
    {
        foreach (var stage in options.Policy.Stages.Where(s => 2 * s.Runs <= series.RunCount))
        {
            yield return Simulate(SplitPlan.SingleLook, stage.Runs, stage.Runs);
        }

        var largest = options.Policy.Stages.Last(s => 2 * s.Runs <= series.RunCount).Runs;
        if (largest > judge.FirstStageRuns)
        {
            yield return Simulate(SplitPlan.Staged, largest, largest);
        }

        if (series.RunCount >= StoredBaselineRuns + judge.FirstStageRuns)
        {
            yield return Simulate(SplitPlan.Stored, StoredBaselineRuns, judge.FirstStageRuns);
        }
    }

    private SplitRates Simulate(SplitPlan plan, int baselineRuns, int candidateRuns)
    {
        var random = new Random(unchecked((options.Seed * 397) + ((int)plan * 31) + baselineRuns));
        var outcomes = new List<GateOutcome>(options.Splits);
        var runs = 0.0;
        var functions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < options.Splits; i++)
        {
            var verdict = Judge(plan, judge.ShuffleRuns(random), baselineRuns, candidateRuns);
            runs += verdict.CandidateRuns;
            outcomes.Add(verdict.Outcome);
            foreach (var name in verdict.Failures.Select(f => f.Name.Name).Concat(verdict.Total is { IsFailure: true } ? ["total CPU time"] : []))
            {
                functions[name] = functions.GetValueOrDefault(name) + 1;
            }
        }

        return new SplitRates(
            plan,
            baselineRuns,
            candidateRuns,
            CountOutcome(GateOutcome.Fail),
            CountOutcome(GateOutcome.Inconclusive),
            CountOutcome(GateOutcome.Warning),
            runs / options.Splits,
            [.. functions.OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value))]);

        Rate CountOutcome(GateOutcome outcome) => new(outcomes.Count(o => o == outcome), options.Splits);
    }

    private GateVerdict Judge(SplitPlan plan, int[] order, int baselineRuns, int candidateRuns) => plan == SplitPlan.Staged
        ? judge.JudgeInStages(order, candidate => series.SelectRuns(candidate))
        : judge.JudgeOnce(order.AsSpan(0, baselineRuns), order.AsSpan(baselineRuns, candidateRuns), interleaved: plan == SplitPlan.SingleLook);
}
