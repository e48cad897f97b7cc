using System.Globalization;
using PerfHarness.Gating;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Runs;

namespace PerfHarness.Calibration;

/// <summary>
/// Deals the runs of a series to two sides, again and again, and asks the real gate. Every figure draws from a generator
/// of its own, so that none depends on which others were computed.
/// </summary>
internal sealed class CalibrationSimulation(CalibrationSeries series, CalibrationOptions options)
{
    private const int DetectableDraws = 15;
    private const int StoredRuns = 10;

    // The gate looks at no clock; waivers of the policy are looked at on a day that every run of this has in common.
    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UnixEpoch);

    private readonly Gate _gate = new(options.Policy);
    private readonly int _first = options.Policy.Stages[0].Runs;

    public CalibrationResult Compute()
    {
        if (series.Runs < CalibrationOptions.MinimumRuns || series.Runs < 2 * _first)
        {
            throw new ArgumentException(FormattableString.Invariant($"{series.Runs} runs cannot be split into two sides of {_first}"));
        }

        var samples = Enumerable.Range(0, series.Runs).Select(series.Counts.SamplesOf).Order().ToList();
        var walls = series.Counts.Runs.Select(r => r.WallTime?.TotalSeconds).OfType<double>().Order().ToList();
        var problems = InputCheck.Problems("series", series.Counts, options.Policy);
        var detectable = Detectable();
        var noise = new NoiseAnalysis(series).Compute(detectable.ByFunction);
        return new CalibrationResult
        {
            Runs = series.Runs,
            Functions = noise.Count,
            Seed = options.Seed,
            MedianSamples = (samples[samples.Count / 2] + samples[(samples.Count - 1) / 2]) / 2.0,
            FewestSamples = samples[0],
            MedianSeconds = walls.Count > 0 ? walls[walls.Count / 2] : null,
            TotalDeviation = TotalDeviation(),
            TypicalDispersion = DispersionPrior.Fit([.. noise.Select(n => n.Dispersion)], series.Runs - 1).Dispersion,
            Splits = problems.Count > 0 ? [] : [.. Splits()],
            Noise = noise,
            Detectable = detectable.Rises,
            Planted = problems.Count > 0 ? [] : [.. Planted(noise)],
            Problems = problems,
            Drifted = problems.Count > 0 ? [] : Drifted(),
        };
    }

    private IEnumerable<SplitRates> Splits()
    {
        foreach (var stage in options.Policy.Stages.Where(s => 2 * s.Runs <= series.Runs))
        {
            yield return Rates(SplitPlan.OneLook, stage.Runs, stage.Runs);
        }

        var largest = options.Policy.Stages.Last(s => 2 * s.Runs <= series.Runs).Runs;
        if (largest > _first)
        {
            yield return Rates(SplitPlan.Staged, largest, largest);
        }

        if (series.Runs >= StoredRuns + _first)
        {
            yield return Rates(SplitPlan.Stored, StoredRuns, _first);
        }
    }

    private SplitRates Rates(SplitPlan plan, int before, int after)
    {
        var random = new Random(unchecked((options.Seed * 397) + ((int)plan * 31) + before));
        int failed = 0, open = 0, warned = 0;
        var runs = 0.0;
        var functions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < options.Splits; i++)
        {
            var order = Shuffled(random);
            var verdict = plan switch
            {
                SplitPlan.Staged => Staged(order, candidate => series.Deal(candidate)),
                SplitPlan.Stored => Look(series.Deal(order.AsSpan(0, before)), series.Deal(order.AsSpan(before, after)), interleaved: false, more: false),
                _ => Look(series.Deal(order.AsSpan(0, before)), series.Deal(order.AsSpan(before, after)), interleaved: true, more: false),
            };
            runs += verdict.CandidateRuns;
            failed += verdict.Outcome == GateOutcome.Fail ? 1 : 0;
            open += verdict.Outcome == GateOutcome.Inconclusive ? 1 : 0;
            warned += verdict.Outcome == GateOutcome.Warning ? 1 : 0;
            foreach (var name in verdict.Failures.Select(f => f.Name.Name).Concat(verdict.Total is { Fails: true } ? ["total CPU time"] : []))
            {
                functions[name] = functions.GetValueOrDefault(name) + 1;
            }
        }

        return new SplitRates(plan, before, after, new Rate(failed, options.Splits), new Rate(open, options.Splits), new Rate(warned, options.Splits),
            runs / options.Splits, [.. functions.OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value))]);
    }

    // The second half of the order is the candidate's, so that later stages add runs to what the earlier ones saw.
    private GateVerdict Staged(int[] order, Func<int[], Measurement> candidate)
    {
        var half = order.Length / 2;
        var runs = _first;
        for (var looks = 1; ; looks++)
        {
            var last = options.Policy.Stages.All(s => s.Runs <= runs || s.Runs > half);
            var verdict = Look(series.Deal(order.AsSpan(0, runs)), candidate(order[half..(half + runs)]), interleaved: true, more: !last, looks);
            if (verdict.Plan.Decision != StageDecision.Continue)
            {
                return verdict;
            }

            runs = Math.Min(verdict.Plan.NextRuns, half);
        }
    }

    private GateVerdict Look(Measurement before, Measurement after, bool interleaved, bool more, int looks = 1) =>
        _gate.Judge(new GateInput { Baseline = before, Candidate = after, Interleaved = interleaved, Today = Today, CanContinue = more, Looks = looks, MaximumRuns = series.Runs / 2 });

    private IEnumerable<InjectedRegression> Planted(IReadOnlyList<FunctionNoise> noise)
    {
        foreach (var name in Targets(noise))
        {
            var function = series.Names.ToList().IndexOf(name);
            var share = series.Matrix.MeanShare(function);
            foreach (var shift in options.Shifts.Where(s => share + s < 0.95))
            {
                var random = new Random(unchecked((options.Seed * 397) + (int)(shift * 10_000) + (function * 7919)));
                int found = 0, open = 0, others = 0;
                var runs = 0.0;
                for (var i = 0; i < options.PlantedSplits; i++)
                {
                    // A planted side is drawn once, however often the gate looks.
                    var order = Shuffled(random);
                    var seed = random.Next();
                    var verdict = Staged(order, candidate => series.DealSlower(candidate, function, shift, new Random(seed)));
                    runs += verdict.CandidateRuns;
                    found += verdict.Find(name) is { Fails: true } ? 1 : 0;
                    open += verdict.Outcome == GateOutcome.Inconclusive ? 1 : 0;
                    others += verdict.Failures.Any(f => f.Name != name) ? 1 : 0;
                }

                yield return new InjectedRegression(name, share, shift, new Rate(found, options.PlantedSplits), new Rate(open, options.PlantedSplits), new Rate(others, options.PlantedSplits), runs / options.PlantedSplits);
            }
        }
    }

    // A large one, a middling one and a small one.
    private static IEnumerable<FunctionName> Targets(IReadOnlyList<FunctionNoise> noise)
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

    private (IReadOnlyList<DetectableRise> Rises, IReadOnlyDictionary<FunctionName, double[]> ByFunction) Detectable()
    {
        var rises = new List<DetectableRise>();
        var byFunction = new Dictionary<FunctionName, double[]>();
        var stages = options.Policy.Stages;
        for (var stage = 0; stage < stages.Count; stage++)
        {
            var runs = stages[stage].Runs;
            var again = 2 * runs > series.Runs;
            var random = new Random(unchecked((options.Seed * 397) + runs));
            var found = new Dictionary<FunctionName, List<double>>();
            for (var i = 0; i < DetectableDraws; i++)
            {
                var order = again ? [.. Enumerable.Range(0, 2 * runs).Select(_ => random.Next(series.Runs))] : Shuffled(random);
                foreach (var f in Tested(order.AsSpan(0, runs), order.AsSpan(runs, runs), stages[stage].Alpha))
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
    private IEnumerable<(FunctionName Name, double Rise)> Tested(ReadOnlySpan<int> before, ReadOnlySpan<int> after, double alpha)
    {
        var counts = new PairedCounts(series.Deal(before).Counts, series.Deal(after).Counts);
        var test = ShareTest.Run(counts.Baseline, counts.Candidate, options.Policy.InterleavedKappa);
        var quantiles = new Dictionary<double, double>();
        var result = new List<(FunctionName, double)>();
        foreach (var f in test.Functions.Where(f => f.InFamily))
        {
            if (!quantiles.TryGetValue(f.DegreesOfFreedom, out var quantile))
            {
                quantiles.Add(f.DegreesOfFreedom, quantile = Distributions.StudentUpperQuantile(alpha / test.FamilySize, f.DegreesOfFreedom));
            }

            result.Add((counts.Names[f.Index], Math.Max(options.Policy.Tau, f.MinimumDetectable(quantile))));
        }

        return result;
    }

    private IReadOnlyList<string> Drifted()
    {
        var half = series.Runs / 2;
        var order = Enumerable.Range(0, series.Runs).ToArray();
        var verdicts = new[]
        {
            Look(series.Deal(order.AsSpan(0, half)), series.Deal(order.AsSpan(half)), interleaved: true, more: false),
            Look(series.Deal(order.AsSpan(half)), series.Deal(order.AsSpan(0, half)), interleaved: true, more: false),
        };
        return [.. verdicts.SelectMany(v => v.Failures).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name.Name} {f.Before:0.0 %} to {f.After:0.0 %}"))];
    }

    private double? TotalDeviation()
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

    private int[] Shuffled(Random random)
    {
        var order = Enumerable.Range(0, series.Runs).ToArray();
        random.Shuffle(order);
        return order;
    }
}
