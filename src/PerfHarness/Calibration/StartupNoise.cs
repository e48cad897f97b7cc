using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>
/// Whether the start of the runs is noisier than the rest, as in a cold start: the JIT compiler is at work, and the tiers
/// differ between runs.
/// </summary>
/// <param name="EarlyDispersion">φ₀ of the first third of every run's samples.</param>
/// <param name="LateDispersion">φ₀ of the last third.</param>
/// <param name="EarlyJitShare">Share of the JIT compiler in the first third.</param>
/// <param name="LateJitShare">Share of the JIT compiler in the last third.</param>
/// <param name="MeanUnoptimizedShare">Share of all samples in code that the JIT compiler has not optimized yet.</param>
/// <param name="MaxUnoptimizedShare">The same in the run where it is largest: a function that stays in its first tier in some
/// processes only looks like a regression there.</param>
/// <param name="SettlingSeconds">Seconds after which the JIT compiler's share stays close to its final value, or null if it
/// always is.</param>
internal sealed record StartupNoise(
    double EarlyDispersion,
    double LateDispersion,
    double EarlyJitShare,
    double LateJitShare,
    double MeanUnoptimizedShare,
    double MaxUnoptimizedShare,
    double? SettlingSeconds)
{
    private const string JitModule = "libclrjit.so";
    private const int Slices = 20;

    /// <summary>The share of unoptimized code is notable, in total or in some run.</summary>
    public bool IsUnoptimized => MeanUnoptimizedShare > 0.05 || MaxUnoptimizedShare > 0.1;

    /// <summary>The start should be skipped.</summary>
    public bool IsNoisy =>
        (EarlyDispersion > 1.5 * LateDispersion && EarlyDispersion > 1.2) || (EarlyJitShare > 0.03 && EarlyJitShare > 3 * LateJitShare);

    /// <summary>Null if the profile has too few runs or samples; without times only the tiers are known, and the rest is NaN.</summary>
    public static StartupNoise? Compute(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var runs = profile.Runs.Count;
        if (runs < 3)
        {
            return null;
        }

        var mainEvent = MainEvent.Find(profile);
        var rows = Enumerable.Range(0, profile.Samples.Count).Select(row => profile.Samples[row])
            .Where(s => s.Event == mainEvent)
            .GroupBy(s => s.Run.Index)
            .Select(g => g.OrderBy(s => s.Time).ToList())
            .ToList();
        if (rows.Count < 3 || rows.Exists(r => r.Sum(s => s.Count) < 300))
        {
            return null;
        }

        var unoptimized = rows.ConvertAll(run =>
            run.Where(s => UnoptimizedCode.Contains(profile, s)).Sum(s => s.Count) / (double)run.Sum(s => s.Count));
        var (mean, max) = (unoptimized.Average(), unoptimized.Max());
        // The first sample of a run has its earliest time; an input without times has -1 everywhere.
        if (!rows.TrueForAll(run => run[0].Time >= 0))
        {
            return new StartupNoise(double.NaN, double.NaN, double.NaN, double.NaN, mean, max, null);
        }

        var early = rows.ConvertAll(r => r[..(r.Count / 3)]);
        var late = rows.ConvertAll(r => r[^(r.Count / 3)..]);
        return new StartupNoise(
            ComputeDispersion(profile, early),
            ComputeDispersion(profile, late),
            ComputeJitShare(profile, early),
            ComputeJitShare(profile, late),
            mean,
            max,
            FindSettlingSeconds(profile, rows));
    }

    private static double ComputeDispersion(Profile profile, List<List<Sample>> runs)
    {
        var leaves = runs.ConvertAll(run => run.CountBy(s => GetLeafFunction(profile, s)).ToDictionary());
        var functions = leaves.SelectMany(l => l.Keys).Distinct().ToList();
        var matrix = new CountMatrix(runs.Count, functions.Count, [.. leaves.SelectMany(l => functions.Select(f => (long)l.GetValueOrDefault(f)))]);
        var meanInverse = matrix.RunSamples.Average(n => 1 / n);
        var phi = new List<double>();
        for (var k = 0; k < functions.Count; k++)
        {
            var mean = matrix.MeanShare(k);
            if (mean >= ShareTest.MinimumFamilyShare)
            {
                phi.Add(matrix.SquaredDeviation(k, mean) / (runs.Count - 1) / (mean * (1 - mean) * meanInverse));
            }
        }

        return DispersionPrior.Fit(phi, runs.Count - 1).Dispersion;
    }

    private static double ComputeJitShare(Profile profile, List<List<Sample>> runs) =>
        runs.Average(run => run.Count(s => IsJitCompiler(profile, s)) / (double)Math.Max(run.Count, 1));

    private static double? FindSettlingSeconds(Profile profile, List<List<Sample>> runs)
    {
        var seconds = runs.Average(r => (r[^1].Time - r[0].Time) / 1e9);
        var (all, compiler) = (new double[Slices], new double[Slices]);
        foreach (var run in runs)
        {
            var span = Math.Max(run[^1].Time - run[0].Time, 1);
            foreach (var sample in run)
            {
                var slice = (int)Math.Min((sample.Time - run[0].Time) * Slices / span, Slices - 1);
                all[slice]++;
                compiler[slice] += IsJitCompiler(profile, sample) ? 1 : 0;
            }
        }

        var end = compiler[(Slices / 2)..].Sum() / Math.Max(all[(Slices / 2)..].Sum(), 1);
        var last = Slices - 1;
        while (last >= 0 && compiler[last] <= ((2 * end) + 0.01) * all[last])
        {
            last--;
        }

        return last < 0 ? null : seconds * (last + 1) / Slices;
    }

    private static int GetLeafFunction(Profile profile, in Sample sample) =>
        sample.Stack == StackId.Empty ? -1 : profile.Frames[profile.Stacks.GetFrame(sample.Stack)].Function.Index;

    private static bool IsJitCompiler(Profile profile, in Sample sample) =>
        GetLeafFunction(profile, sample) is >= 0 and var function && profile.Functions[new FunctionId(function)].Name.Module == JitModule;
}
