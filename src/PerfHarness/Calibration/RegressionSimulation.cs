using PerfHarness.Gating;
using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>Injects regressions into random splits of a series and counts how often the gate detects them.</summary>
internal sealed class RegressionSimulation(CalibrationSeries series, CalibrationOptions options, SplitJudge judge)
{
    private const double MaxShareAfterRise = 0.95;

    private static readonly double[] Rises = [0.01, 0.02, 0.05];

    /// <summary>Shares near which the functions are chosen: a large, a medium and a small one.</summary>
    private static readonly double[] TargetShares = [1, 0.05, 0.01];

    public IEnumerable<InjectedRegression> Simulate(IReadOnlyList<FunctionNoise> noise)
    {
        foreach (var name in SelectTargets(noise))
        {
            var function = series.Names.ToList().IndexOf(name);
            var share = series.Matrix.MeanShare(function);
            foreach (var rise in Rises.Where(rise => share + rise < MaxShareAfterRise))
            {
                yield return Simulate(name, function, share, rise);
            }
        }
    }

    private InjectedRegression Simulate(FunctionName name, int function, double share, double rise)
    {
        var random = new Random(unchecked((options.Seed * 397) + (int)(rise * 10_000) + (function * 7919)));
        int detected = 0, inconclusive = 0, others = 0;
        var runs = 0.0;
        var trials = options.SplitsPerRegression;
        for (var i = 0; i < trials; i++)
        {
            // The injected samples are drawn once per split, however many looks the gate takes.
            var order = judge.ShuffleRuns(random);
            var seed = random.Next();
            var verdict = judge.JudgeInStages(order, candidate => series.InjectRegression(candidate, function, rise, new Random(seed)));
            runs += verdict.CandidateRuns;
            detected += verdict.Find(name) is { IsFailure: true } ? 1 : 0;
            inconclusive += verdict.Outcome == GateOutcome.Inconclusive ? 1 : 0;
            others += verdict.Failures.Any(f => f.Name != name) ? 1 : 0;
        }

        return new InjectedRegression(
            name, share, rise, new Rate(detected, trials), new Rate(inconclusive, trials), new Rate(others, trials), runs / trials);
    }

    /// <summary>A large, a medium and a small function.</summary>
    public static IEnumerable<FunctionName> SelectTargets(IReadOnlyList<FunctionNoise> noise)
    {
        var rest = noise.ToList();
        foreach (var target in TargetShares)
        {
            if (rest.Count > 0)
            {
                var nearest = rest.MinBy(n => Math.Abs(Math.Log(n.Share / target)))!;
                rest.Remove(nearest);
                yield return nearest.Name;
            }
        }
    }
}
