using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Experiments;

/// <summary>Deals recorded runs to two sides and asks the gate, in its stages.</summary>
internal sealed class GateSimulator(int trials)
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UnixEpoch);

    private readonly Gate _gate = new(GatePolicy.Default);

    /// <summary>As A/B mode: all runs were recorded in turn, so that any of them can be each other's pair.</summary>
    public Tally SimulateInterleaved(Series before, Series after, int seed = 1)
    {
        var (random, tally) = (new Random(seed), new Tally());
        for (var i = 0; i < trials; i++)
        {
            // The same series on both sides is an A/A comparison: no run stands on both.
            var (old, now) = (Shuffle(before, random), Shuffle(after, random));
            var most = before == after ? before.CalibrationSeries.RunCount / 2 : Math.Min(before.CalibrationSeries.RunCount, after.CalibrationSeries.RunCount);
            var candidate = before == after ? old[most..] : now;
            tally.Add(JudgeInStages(runs => (before.CalibrationSeries.SelectRuns(old.AsSpan(0, runs)), after.CalibrationSeries.SelectRuns(candidate.AsSpan(0, runs))), most, interleaved: true));
        }

        return tally;
    }

    /// <summary>A baseline stored from the first half of the series in time, a candidate from the second half.</summary>
    public Tally SimulateStored(Series before, Series after, int seed = 1)
    {
        var (random, tally) = (new Random(seed), new Tally());
        var (first, last) = (before.CalibrationSeries.RunCount / 2, after.CalibrationSeries.RunCount / 2);
        for (var i = 0; i < trials; i++)
        {
            var old = Enumerable.Range(0, first).ToArray();
            var now = Enumerable.Range(last, after.CalibrationSeries.RunCount - last).ToArray();
            random.Shuffle(old);
            random.Shuffle(now);
            var stored = before.CalibrationSeries.SelectRuns(old.AsSpan(0, Math.Min(10, first)));
            tally.Add(JudgeInStages(runs => (stored, after.CalibrationSeries.SelectRuns(now.AsSpan(0, runs))), now.Length, interleaved: false));
        }

        return tally;
    }

    /// <summary>The same with a baseline of four sessions of five runs: consecutive parts of the first half.</summary>
    public Tally SimulateSessions(Series before, Series after, int seed = 1)
    {
        const int sessions = 4, runsOfEach = 5;
        var (random, tally) = (new Random(seed), new Tally());
        var (part, last) = (before.CalibrationSeries.RunCount / 2 / sessions, after.CalibrationSeries.RunCount / 2);
        for (var i = 0; i < trials; i++)
        {
            var old = new List<int>();
            for (var session = 0; session < sessions; session++)
            {
                var runs = Enumerable.Range(session * part, part).ToArray();
                random.Shuffle(runs);
                old.AddRange(runs.Take(runsOfEach));
            }

            var now = Enumerable.Range(last, after.CalibrationSeries.RunCount - last).ToArray();
            random.Shuffle(now);
            var dealt = before.CalibrationSeries.SelectRuns(old.ToArray());
            var stored = dealt with { Counts = new RunCounts(dealt.Counts.Runs.Select((run, at) => run with { Session = FormattableString.Invariant($"s{at / runsOfEach}") }), dealt.Counts.Functions) };
            tally.Add(JudgeInStages(runs => (stored, after.CalibrationSeries.SelectRuns(now.AsSpan(0, runs))), now.Length, interleaved: false));
        }

        return tally;
    }

    private GateVerdict JudgeInStages(Func<int, (Measurement Before, Measurement After)> deal, int most, bool interleaved)
    {
        var runs = Math.Min(5, most);
        for (var looks = 1; ; looks++)
        {
            var (before, after) = deal(runs);
            // A stage that the series has no runs for is not asked for.
            var more = GatePolicy.Default.Stages.Any(s => s.Runs > runs && s.Runs <= most);
            var verdict = _gate.Judge(new GateInput { Baseline = before, Candidate = after, Interleaved = interleaved, Today = Today, CanContinue = more, LookCount = looks, MaximumRuns = most });
            if (verdict.Plan.Decision != StageDecision.Continue)
            {
                return verdict;
            }

            runs = verdict.Plan.NextRuns;
        }
    }

    private static int[] Shuffle(Series series, Random random)
    {
        var order = Enumerable.Range(0, series.CalibrationSeries.RunCount).ToArray();
        random.Shuffle(order);
        return order;
    }
}
