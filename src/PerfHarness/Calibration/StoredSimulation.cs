using PerfHarness.Gating;
using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>Screens and confirms many builds that are identical to the baseline, and many with an injected regression.</summary>
internal sealed class StoredSimulation(CalibrationSeries series, CalibrationOptions options)
{
    /// <summary>A rise that is found in this part of the builds counts as found.</summary>
    public const double ReliableShare = 0.95;

    private const double MaxShareAfterRise = 0.95;

    private static readonly double[] Rises = [0.01, 0.015, 0.02, 0.03, 0.05, 0.08];

    private readonly StoredJudge _judge = new(series, options.Policy);

    public StoredCalibration Simulate(IEnumerable<FunctionName> functions, double? secondsPerRun)
    {
        var maximums = options.Policy.Stages.Select(stage => stage.Runs).ToList();
        return new StoredCalibration(
            _judge.SessionCount,
            _judge.BaselineRuns,
            [.. maximums.Select(maximum => SimulateIdentical(maximum, secondsPerRun))],
            [.. functions.Select(name => FindSmallestRises(name, maximums))]);
    }

    private StoredRates SimulateIdentical(int maximumRuns, double? secondsPerRun)
    {
        var random = new Random(unchecked((options.Seed * 397) + maximumRuns));
        int confirmed = 0, failed = 0, inconclusive = 0;
        var runs = 0L;
        for (var i = 0; i < options.Splits; i++)
        {
            var verdict = _judge.Judge(random, maximumRuns, candidate => series.SelectRuns(candidate));
            confirmed += verdict.IsConfirmed ? 1 : 0;
            failed += verdict.Verdict.Outcome == GateOutcome.Fail ? 1 : 0;
            inconclusive += verdict.Verdict.Outcome == GateOutcome.Inconclusive ? 1 : 0;
            runs += verdict.Runs;
        }

        var meanRuns = (double)runs / options.Splits;
        return new StoredRates(
            maximumRuns, new Rate(confirmed, options.Splits), new Rate(failed, options.Splits), new Rate(inconclusive, options.Splits), meanRuns,
            meanRuns * secondsPerRun / 60);
    }

    private StoredRise FindSmallestRises(FunctionName name, IEnumerable<int> maximums)
    {
        var function = series.Names.ToList().IndexOf(name);
        var share = series.Matrix.MeanShare(function);
        return new StoredRise(name, share, [.. maximums.Select(maximum => FindSmallestRise(function, share, name, maximum))]);
    }

    private double? FindSmallestRise(int function, double share, FunctionName name, int maximumRuns)
    {
        foreach (var rise in Rises.Where(rise => share + rise < MaxShareAfterRise))
        {
            if (IsFound(function, name, rise, maximumRuns))
            {
                return rise;
            }
        }

        return null;
    }

    private bool IsFound(int function, FunctionName name, double rise, int maximumRuns)
    {
        var random = new Random(unchecked((options.Seed * 397) + (int)(rise * 10_000) + (function * 7919) + maximumRuns));
        var (found, missed) = (0, 0);
        var allowed = (int)((1 - ReliableShare) * options.SplitsPerRegression);
        for (var i = 0; i < options.SplitsPerRegression && missed <= allowed; i++)
        {
            var seed = random.Next();
            var verdict = _judge.Judge(random, maximumRuns, runs => series.InjectRegression(runs, function, rise, new Random(seed)));
            var isFound = verdict.Verdict.Find(name) is { IsFailure: true };
            (found, missed) = isFound ? (found + 1, missed) : (found, missed + 1);
        }

        return missed <= allowed && found > 0;
    }
}
