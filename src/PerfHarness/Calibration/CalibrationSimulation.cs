using System.Globalization;
using PerfHarness.Gating;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>
/// Deals the runs of a series to two sides, again and again, and asks the real gate. Every figure draws from a generator
/// of its own, so that none depends on which others were computed.
/// </summary>
internal sealed class CalibrationSimulation(CalibrationSeries series, CalibrationOptions options)
{
    private const int DetectableDraws = 15;
    private const int StoredBaselineRuns = 10;

    // The gate looks at no clock; waivers of the policy are looked at on a day that every run of this has in common.
    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UnixEpoch);

    private readonly Gate _gate = new(options.Policy);
    private readonly int _firstStageRuns = options.Policy.Stages[0].Runs;

    public CalibrationResult Compute()
    {
        if (series.RunCount < CalibrationOptions.MinimumRuns || series.RunCount < 2 * _firstStageRuns)
        {
            throw new ArgumentException(FormattableString.Invariant($"{series.RunCount} runs cannot be split into two sides of {_firstStageRuns}"));
        }

        var samples = Enumerable.Range(0, series.RunCount).Select(series.Counts.GetSamples).Order().ToList();
        var walls = series.Counts.Runs.Select(r => r.WallTime?.TotalSeconds).OfType<double>().Order().ToList();
        var problems = InputCheck.FindProblems("series", series.Counts, options.Policy);
        var detectable = ComputeDetectableRises();
        var noise = new NoiseAnalysis(series).Compute(detectable.ByFunction);
        return new CalibrationResult
        {
            RunCount = series.RunCount,
            FunctionCount = noise.Count,
            Seed = options.Seed,
            MedianSamples = (samples[samples.Count / 2] + samples[(samples.Count - 1) / 2]) / 2.0,
            FewestSamples = samples[0],
            MedianSeconds = walls.Count > 0 ? walls[walls.Count / 2] : null,
            TotalDeviation = ComputeTotalDeviation(),
            TypicalDispersion = DispersionPrior.Fit([.. noise.Select(n => n.Dispersion)], series.RunCount - 1).Dispersion,
            Splits = problems.Count > 0 ? [] : [.. SimulateSplits()],
            Noise = noise,
            DetectableRises = detectable.Rises,
            InjectedRegressions = problems.Count > 0 ? [] : [.. SimulateRegressions(noise)],
            Problems = problems,
            DriftedFunctions = problems.Count > 0 ? [] : FindDriftedFunctions(),
        };
    }

    private IEnumerable<SplitRates> SimulateSplits()
    {
        foreach (var stage in options.Policy.Stages.Where(s => 2 * s.Runs <= series.RunCount))
        {
            yield return SimulatePlan(SplitPlan.SingleLook, stage.Runs, stage.Runs);
        }

        var largest = options.Policy.Stages.Last(s => 2 * s.Runs <= series.RunCount).Runs;
        if (largest > _firstStageRuns)
        {
            yield return SimulatePlan(SplitPlan.Staged, largest, largest);
        }

        if (series.RunCount >= StoredBaselineRuns + _firstStageRuns)
        {
            yield return SimulatePlan(SplitPlan.Stored, StoredBaselineRuns, _firstStageRuns);
        }
    }

    private SplitRates SimulatePlan(SplitPlan plan, int before, int after)
    {
        var random = new Random(unchecked((options.Seed * 397) + ((int)plan * 31) + before));
        int failed = 0, open = 0, warned = 0;
        var runs = 0.0;
        var functions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < options.Splits; i++)
        {
            var order = ShuffleRuns(random);
            var verdict = plan switch
            {
                SplitPlan.Staged => JudgeInStages(order, candidate => series.SelectRuns(candidate)),
                SplitPlan.Stored => Judge(series.SelectRuns(order.AsSpan(0, before)), series.SelectRuns(order.AsSpan(before, after)), interleaved: false, more: false),
                _ => Judge(series.SelectRuns(order.AsSpan(0, before)), series.SelectRuns(order.AsSpan(before, after)), interleaved: true, more: false),
            };
            runs += verdict.CandidateRuns;
            failed += verdict.Outcome == GateOutcome.Fail ? 1 : 0;
            open += verdict.Outcome == GateOutcome.Inconclusive ? 1 : 0;
            warned += verdict.Outcome == GateOutcome.Warning ? 1 : 0;
            foreach (var name in verdict.Failures.Select(f => f.Name.Name).Concat(verdict.Total is { IsFailure: true } ? ["total CPU time"] : []))
            {
                functions[name] = functions.GetValueOrDefault(name) + 1;
            }
        }

        return new SplitRates(plan, before, after, new Rate(failed, options.Splits), new Rate(open, options.Splits), new Rate(warned, options.Splits),
            runs / options.Splits, [.. functions.OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value))]);
    }

    // The second half of the order is the candidate's, so that later stages add runs to what the earlier ones saw.
    private GateVerdict JudgeInStages(int[] order, Func<int[], Measurement> candidate)
    {
        var half = order.Length / 2;
        var runs = _firstStageRuns;
        for (var looks = 1; ; looks++)
        {
            var last = options.Policy.Stages.All(s => s.Runs <= runs || s.Runs > half);
            var verdict = Judge(series.SelectRuns(order.AsSpan(0, runs)), candidate(order[half..(half + runs)]), interleaved: true, more: !last, looks);
            if (verdict.Plan.Decision != StageDecision.Continue)
            {
                return verdict;
            }

            runs = Math.Min(verdict.Plan.NextRuns, half);
        }
    }

    private GateVerdict Judge(Measurement before, Measurement after, bool interleaved, bool more, int looks = 1) =>
        _gate.Judge(new GateInput { Baseline = before, Candidate = after, Interleaved = interleaved, Today = Today, CanContinue = more, LookCount = looks, MaximumRuns = series.RunCount / 2 });

    private IEnumerable<InjectedRegression> SimulateRegressions(IReadOnlyList<FunctionNoise> noise)
    {
        foreach (var name in SelectTargets(noise))
        {
            var function = series.Names.ToList().IndexOf(name);
            var share = series.Matrix.MeanShare(function);
            foreach (var shift in options.InjectedRises.Where(s => share + s < 0.95))
            {
                var random = new Random(unchecked((options.Seed * 397) + (int)(shift * 10_000) + (function * 7919)));
                int found = 0, open = 0, others = 0;
                var runs = 0.0;
                for (var i = 0; i < options.SplitsPerRegression; i++)
                {
                    // A planted side is drawn once, however often the gate looks.
                    var order = ShuffleRuns(random);
                    var seed = random.Next();
                    var verdict = JudgeInStages(order, candidate => series.InjectRegression(candidate, function, shift, new Random(seed)));
                    runs += verdict.CandidateRuns;
                    found += verdict.Find(name) is { IsFailure: true } ? 1 : 0;
                    open += verdict.Outcome == GateOutcome.Inconclusive ? 1 : 0;
                    others += verdict.Failures.Any(f => f.Name != name) ? 1 : 0;
                }

                yield return new InjectedRegression(name, share, shift, new Rate(found, options.SplitsPerRegression), new Rate(open, options.SplitsPerRegression), new Rate(others, options.SplitsPerRegression), runs / options.SplitsPerRegression);
            }
        }
    }

    // A large one, a middling one and a small one.
    private static IEnumerable<FunctionName> SelectTargets(IReadOnlyList<FunctionNoise> noise)
    {
        var rest = noise.ToList();
        foreach (var wanted in (double[])[1, 0.05, 0.01])
        {
            if (rest.Count > 0)
            {
                var nearest = rest.MinBy(n => Math.Abs(Math.Log(n.Share / wanted)))!;
                rest.Remove(nearest);
                yield return nearest.Name;
            }
        }
    }

    private (IReadOnlyList<DetectableRise> Rises, IReadOnlyDictionary<FunctionName, double[]> ByFunction) ComputeDetectableRises()
    {
        var rises = new List<DetectableRise>();
        var byFunction = new Dictionary<FunctionName, double[]>();
        var stages = options.Policy.Stages;
        for (var stage = 0; stage < stages.Count; stage++)
        {
            var runs = stages[stage].Runs;
            var again = 2 * runs > series.RunCount;
            var random = new Random(unchecked((options.Seed * 397) + runs));
            var found = new Dictionary<FunctionName, List<double>>();
            for (var i = 0; i < DetectableDraws; i++)
            {
                var order = again ? [.. Enumerable.Range(0, 2 * runs).Select(_ => random.Next(series.RunCount))] : ShuffleRuns(random);
                foreach (var f in ComputeRises(order.AsSpan(0, runs), order.AsSpan(runs, runs), stages[stage].Alpha))
                {
                    (found.TryGetValue(f.Name, out var list) ? list : found[f.Name] = []).Add(f.Rise);
                }
            }

            var medians = found.ToDictionary(f => f.Key, f => f.Value.Order().ElementAt(f.Value.Count / 2));
            foreach (var (name, rise) in medians)
            {
                (byFunction.TryGetValue(name, out var row) ? row : byFunction[name] = [.. Enumerable.Repeat(double.NaN, stages.Count)])[stage] = rise;
            }

            var index = series.Names.Select((name, k) => (name, k)).ToDictionary(p => p.name, p => p.k);
            var large = medians.Where(m => series.Matrix.MeanShare(index[m.Key]) >= 0.01).Select(m => m.Value).Order().ToList();
            if (large.Count > 0)
            {
                rises.Add(new DetectableRise(runs, large[large.Count / 2], large[^1], again));
            }
        }

        return (rises, byFunction);
    }

    // Not through the whole gate, which refuses poor runs: how poor they are is what this figure says.
    private IEnumerable<(FunctionName Name, double Rise)> ComputeRises(ReadOnlySpan<int> before, ReadOnlySpan<int> after, double alpha)
    {
        var counts = new PairedCounts(series.SelectRuns(before).Counts, series.SelectRuns(after).Counts);
        var test = ShareTest.Run(counts.Baseline, counts.Candidate, SessionDrift.InterleavedDrift);
        var quantiles = new Dictionary<double, double>();
        var result = new List<(FunctionName, double)>();
        foreach (var f in test.Functions.Where(f => f.IsInFamily))
        {
            if (!quantiles.TryGetValue(f.DegreesOfFreedom, out var quantile))
            {
                quantiles.Add(f.DegreesOfFreedom, quantile = Distributions.StudentUpperQuantile(alpha / test.FamilySize, f.DegreesOfFreedom));
            }

            result.Add((counts.Names[f.Index], Math.Max(options.Policy.MinimumRise, f.ComputeMinimumDetectableRise(quantile))));
        }

        return result;
    }

    private IReadOnlyList<string> FindDriftedFunctions()
    {
        var half = series.RunCount / 2;
        var order = Enumerable.Range(0, series.RunCount).ToArray();
        var verdicts = new[]
        {
            Judge(series.SelectRuns(order.AsSpan(0, half)), series.SelectRuns(order.AsSpan(half)), interleaved: true, more: false),
            Judge(series.SelectRuns(order.AsSpan(half)), series.SelectRuns(order.AsSpan(0, half)), interleaved: true, more: false),
        };
        return [.. verdicts.SelectMany(v => v.Failures).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name.Name} {f.Before:0.0 %} to {f.After:0.0 %}"))];
    }

    private double? ComputeTotalDeviation()
    {
        var runs = series.Counts.Runs;
        if (runs.Any(r => r.Weight <= 0 || r.Unit == "samples"))
        {
            return null;
        }

        var logs = runs.Select(r => Math.Log(r.Weight)).ToList();
        var mean = logs.Average();
        return Math.Sqrt(logs.Sum(x => (x - mean) * (x - mean)) / (logs.Count - 1));
    }

    private int[] ShuffleRuns(Random random)
    {
        var order = Enumerable.Range(0, series.RunCount).ToArray();
        random.Shuffle(order);
        return order;
    }
}
