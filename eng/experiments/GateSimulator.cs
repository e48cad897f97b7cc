using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Experiments;

/// <summary>Draws the runs of two sides at random from recorded series and lets the gate judge them, stage by stage.</summary>
internal sealed class GateSimulator(int trials)
{
    private const int FirstStage = 5;
    private const int StoredRuns = 10;
    private const int Sessions = 4;
    private const int RunsPerSession = 5;

    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UnixEpoch);

    private readonly Gate _gate = new(GatePolicy.Default);

    /// <summary>Interleaved: the variants of a round were recorded in random order, so that any two runs can be a pair.</summary>
    public Tally SimulateInterleaved(Series before, Series after, int seed = 1)
    {
        var (random, tally) = (new Random(seed), new Tally());
        for (var i = 0; i < trials; i++)
        {
            tally.Add(Confirm(before, after, random));
        }

        return tally;
    }

    /// <summary>A baseline stored from the first half of the series in time, a candidate from the second half.</summary>
    public Tally SimulateStored(Series before, Series after, int seed = 1)
    {
        var (random, tally) = (new Random(seed), new Tally());
        var half = before.RunCount / 2;
        for (var i = 0; i < trials; i++)
        {
            var baseline = Shuffle(0, half, random);
            var candidate = ShuffleSecondHalf(after, random);
            tally.Add(JudgeStored(before.SelectRuns(baseline, Math.Min(StoredRuns, half)), after, candidate));
        }

        return tally;
    }

    /// <summary>The same with a baseline of four sessions of five runs: consecutive parts of the first half.</summary>
    public Tally SimulateSessions(Series before, Series after, int seed = 1)
    {
        var (random, tally) = (new Random(seed), new Tally());
        var part = before.RunCount / 2 / Sessions;
        for (var i = 0; i < trials; i++)
        {
            var baseline = new List<int>();
            for (var session = 0; session < Sessions; session++)
            {
                baseline.AddRange(Shuffle(session * part, part, random).Take(RunsPerSession));
            }

            var candidate = ShuffleSecondHalf(after, random);
            var stored = before.SelectRuns([.. baseline], baseline.Count);
            var counts = new RunCounts(stored.Counts.Runs.Select(AssignSession), stored.Counts.Functions);
            tally.Add(JudgeStored(stored with { Counts = counts }, after, candidate));
        }

        return tally;
    }

    /// <summary>
    /// A baseline stored from the first half of the series in time screens a candidate from the second half; what it does not
    /// clear is judged interleaved, with runs of the same two builds under the candidate's conditions.
    /// </summary>
    /// <param name="confirmed">The baseline's build as it is recorded for that; <paramref name="before"/> if null.</param>
    public TwoStageTally SimulateTwoStage(Series before, Series after, Series? confirmed = null, int seed = 1)
    {
        confirmed ??= before;
        var (random, tally) = (new Random(seed), new TwoStageTally());
        var half = before.RunCount / 2;
        for (var i = 0; i < trials; i++)
        {
            var stored = before.SelectRuns(Shuffle(0, half, random), Math.Min(StoredRuns, half));
            var candidate = after.RunCount / 2 >= FirstStage ? ShuffleSecondHalf(after, random) : Shuffle(0, after.RunCount, random);
            var screened = JudgeInStages(runs => (stored, after.SelectRuns(candidate, runs)), candidate.Length, interleaved: false, canConfirm: true);
            tally.Add(screened, screened.Plan.Decision == StageDecision.Confirm ? Confirm(confirmed, after, random) : null);
        }

        return tally;
    }

    private GateVerdict Confirm(Series before, Series after, Random random)
    {
        var (baseline, candidate) = (Shuffle(0, before.RunCount, random), Shuffle(0, after.RunCount, random));
        var maxRuns = Math.Min(before.RunCount, after.RunCount);
        if (before == after)
        {
            // An A/A comparison: no run is on both sides.
            maxRuns = before.RunCount / 2;
            candidate = baseline[maxRuns..];
        }

        return JudgeInStages(runs => (before.SelectRuns(baseline, runs), after.SelectRuns(candidate, runs)), maxRuns, interleaved: true);
    }

    private static RunRecord AssignSession(RunRecord run, int index) =>
        run with { Session = FormattableString.Invariant($"s{index / RunsPerSession}") };

    private GateVerdict JudgeStored(Measurement stored, Series after, int[] candidate) =>
        JudgeInStages(runs => (stored, after.SelectRuns(candidate, runs)), candidate.Length, interleaved: false);

    private GateVerdict JudgeInStages(
        Func<int, (Measurement Baseline, Measurement Candidate)> select, int maxRuns, bool interleaved, bool canConfirm = false)
    {
        var runs = Math.Min(FirstStage, maxRuns);
        for (var looks = 1; ; looks++)
        {
            var (baseline, candidate) = select(runs);
            var verdict = _gate.Judge(new GateInput
            {
                Baseline = baseline,
                Candidate = candidate,
                Interleaved = interleaved,
                CanConfirm = canConfirm,
                Today = Today,
                // There are no recordings for further stages.
                CanContinue = GatePolicy.Default.Stages.Any(s => s.Runs > runs && s.Runs <= maxRuns),
                LookCount = looks,
                MaximumRuns = maxRuns,
            });
            if (verdict.Plan.Decision != StageDecision.Continue)
            {
                return verdict;
            }

            runs = verdict.Plan.NextRuns;
        }
    }

    private static int[] ShuffleSecondHalf(Series series, Random random)
    {
        var half = series.RunCount / 2;
        return Shuffle(half, series.RunCount - half, random);
    }

    private static int[] Shuffle(int first, int count, Random random)
    {
        var order = Enumerable.Range(first, count).ToArray();
        random.Shuffle(order);
        return order;
    }
}
