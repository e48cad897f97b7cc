using System.Globalization;
using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Calibration;

/// <summary>What a team should change before it trusts this runner, in sentences.</summary>
internal static class CalibrationAdvice
{
    private const int MaxFrequency = 9973;
    private const double TargetRise = 0.01;

    public static IReadOnlyList<string> Create(CalibrationResult c, Measurement series, GatePolicy policy)
    {
        var advice = new List<string>();
        advice.AddRange(AdviseOnSamples(c, series, policy));
        if (c.Startup is { IsNoisy: true } start)
        {
            var cut = start.SettlingSeconds is { } settled ? Format($"--delay {Math.Ceiling(settled * 10) / 10:0.0}") : "--delay";
            advice.Add(Format($"The start is noisier than the rest (dispersion {start.EarlyDispersion:0.0} against {start.LateDispersion:0.0}; JIT compiler {start.EarlyJitShare:0.0 %} against {start.LateJitShare:0.0 %} of the samples): leave it out with {cut}, or let the benchmark warm up and run longer."));
        }

        if (c.Startup is { IsUnoptimized: true } tiers)
        {
            advice.Add(Format($"{tiers.MeanUnoptimizedShare:0.0 %} of the samples, and {tiers.MaxUnoptimizedShare:0.0 %} in one run, are in code that the JIT compiler had not optimized yet: a function that stays there in some processes only looks like a regression. Warm up longer, cut the start off with --steady, or set DOTNET_TieredPGO=0 or DOTNET_TieredCompilation=0."));
        }

        foreach (var split in c.Splits.Where(s => s.Failed.Share > 0.01))
        {
            advice.Add(Format($"{split.Failed.Share:0.0 %} of the identical builds fail ({DescribeSplit(split)}): mend the noise first, {split.Functions[0].Function} most of all, or record both builds with --baseline-command."));
        }

        if (c.InconclusiveShare > 0.1)
        {
            advice.Add(Format($"{c.InconclusiveShare:0.0 %} of the identical builds stay open: too much noise for these runs. More samples a run and a quieter machine help most."));
        }

        foreach (var noisy in c.Noise.Where(n => n.Modes is var (_, l, h) && h - l >= policy.MinimumRise).Take(3))
        {
            var (runs, low, high) = noisy.Modes!.Value;
            var partner = noisy.Counterpart is { } other ? Format($", and {other.Name} has what it lacks") : "";
            advice.Add(Format($"{noisy.Name.Name} has {high:0.0 %} in {runs} of {c.RunCount} runs and {low:0.0 %} in the others{partner}: a process decides once for one way or the other. In managed code that is the JIT compiler's inlining: fix it with AggressiveInlining or NoInlining, or --ignore the function."));
        }

        if (c.DriftedFunctions.Count > 0)
        {
            advice.Add($"The machine drifted during the series ({string.Join("; ", c.DriftedFunctions.Take(3))}): a stored baseline cannot see that; use --baseline-command or --baseline-ref, and accept baselines in several sessions.");
        }

        if (c.TotalDeviation > 0.05)
        {
            advice.Add(Format($"The total CPU time varies by {c.TotalDeviation:0.0 %} from run to run: something else loads the machine, or the program does not do the same work each time."));
        }

        if (c.TypicalDispersion > 3)
        {
            advice.Add(Format($"Shares vary {Math.Sqrt(c.TypicalDispersion):0.0} times as much as sampling alone explains: longer runs help less than more of them; look for other load on the machine, timers and random input."));
        }

        advice.AddRange(AdviseOnRuns(c, policy));
        return advice;
    }

    private static IEnumerable<string> AdviseOnSamples(CalibrationResult c, Measurement series, GatePolicy policy)
    {
        var frequency = series.Conditions.Frequency;
        if (c.MedianSamples >= GatePolicy.RecommendedSamples)
        {
            yield break;
        }

        var factor = GatePolicy.RecommendedSamples * 1.1 / Math.Max(c.MedianSamples, 1);
        var need = c.FewestSamples < policy.MinimumSamples ? Format($"below {policy.MinimumSamples} nothing is judged, and {GatePolicy.RecommendedSamples} are advised") : Format($"{GatePolicy.RecommendedSamples} are advised");
        var raise = frequency > 0 && frequency * factor <= MaxFrequency ? Format($", or sample at -F {Math.Min(MaxFrequency, FindNextPrime((int)Math.Ceiling(frequency * factor)))}") : "";
        yield return Format($"A run has {c.MedianSamples:0} samples; {need}: let it run {factor:0.0} times as long{raise}.");
    }

    private static IEnumerable<string> AdviseOnRuns(CalibrationResult c, GatePolicy policy)
    {
        if (c.DetectableRises.Count == 0)
        {
            yield break;
        }

        var enough = c.DetectableRises.FirstOrDefault(d => d.Median <= TargetRise);
        yield return enough is { } stage
            ? Format($"{stage.RunsPerSide} runs a side show a rise of {stage.Median * 100:0.0} points in the median function of 1 % or more; the default stages ({string.Join(", ", policy.Stages.Select(s => s.Runs))}) fit.")
            : Format($"Even {c.DetectableRises[^1].RunsPerSide} runs a side show no rise below {c.DetectableRises[^1].Median * 100:0.0} points in the median function: let runs be longer, or raise --threshold to what matters.");
    }

    private static string DescribeSplit(SplitRates s) => s.Plan == SplitPlan.Stored ? Format($"{s.BaselineRuns} stored, {s.CandidateRuns} new runs") : Format($"{s.BaselineRuns}+{s.CandidateRuns} runs");

    // So that samples do not march in step with timers.
    private static int FindNextPrime(int from)
    {
        for (var n = from | 1; ; n += 2)
        {
            var isPrime = true;
            for (var d = 3; d * d <= n && isPrime; d += 2)
            {
                isPrime = n % d != 0;
            }

            if (isPrime)
            {
                return n;
            }
        }
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
