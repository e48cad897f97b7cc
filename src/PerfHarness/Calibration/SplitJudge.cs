using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Calibration;

/// <summary>Judges splits of a series with the real gate.</summary>
internal sealed class SplitJudge(CalibrationSeries series, GatePolicy policy)
{
    // The gate reads no clock. Whether a waiver of the policy is active is decided on a day that all calibrations share.
    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UnixEpoch);

    private readonly Gate _gate = new(policy);

    /// <summary>Runs per side at the first look.</summary>
    public int FirstStageRuns { get; } = policy.Stages[0].Runs;

    public int[] ShuffleRuns(Random random)
    {
        var order = Enumerable.Range(0, series.RunCount).ToArray();
        random.Shuffle(order);
        return order;
    }

    /// <summary>One look, without the possibility of further runs.</summary>
    public GateVerdict JudgeOnce(ReadOnlySpan<int> baselineRuns, ReadOnlySpan<int> candidateRuns, bool interleaved) =>
        Judge(series.SelectRuns(baselineRuns), series.SelectRuns(candidateRuns), interleaved, canContinue: false);

    /// <summary>
    /// Looks as <c>run</c> does, while the verdict is undecided. The candidate has the second half of the order, so that
    /// later stages add runs to those of the earlier ones.
    /// </summary>
    public GateVerdict JudgeInStages(int[] order, Func<int[], Measurement> createCandidate)
    {
        var half = order.Length / 2;
        var runs = FirstStageRuns;
        for (var looks = 1; ; looks++)
        {
            var isLast = policy.Stages.All(s => s.Runs <= runs || s.Runs > half);
            var candidate = createCandidate(order[half..(half + runs)]);
            var verdict = Judge(series.SelectRuns(order.AsSpan(0, runs)), candidate, interleaved: true, canContinue: !isLast, looks);
            if (verdict.Plan.Decision != StageDecision.Continue)
            {
                return verdict;
            }

            runs = Math.Min(verdict.Plan.NextRuns, half);
        }
    }

    private GateVerdict Judge(Measurement baseline, Measurement candidate, bool interleaved, bool canContinue, int looks = 1) =>
        _gate.Judge(new GateInput
        {
            Baseline = baseline,
            Candidate = candidate,
            Interleaved = interleaved,
            Today = Today,
            CanContinue = canContinue,
            LookCount = looks,
            MaximumRuns = series.RunCount / 2,
        });
}
