using System.Globalization;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Runs;

namespace PerfHarness.Calibration;

/// <summary>What a team should change before it trusts this runner, in sentences.</summary>
internal static class CalibrationAdvice
{
    private const int HighestFrequency = 9973;
    private const double FineRise = 0.01;

    public static IReadOnlyList<string> Of(CalibrationResult c, Measurement series, GatePolicy policy)
    {
        var advice = new List<string>();
        advice.AddRange(Samples(c, series, policy));
        if (c.Start is { IsNoisy: true } start)
        {
            var cut = start.Settled is { } settled ? Text($"--delay {Math.Ceiling(settled * 10) / 10:0.0}") : "--delay";
            advice.Add(Text($"The start is noisier than the rest (dispersion {start.Early:0.0} against {start.Late:0.0}; JIT compiler {start.EarlyCompiler:0.0 %} against {start.LateCompiler:0.0 %} of the samples): leave it out with {cut}, or let the benchmark warm up and run longer."));
        }

        if (c.Start is { IsUnoptimized: true } tiers)
        {
            advice.Add(Text($"{tiers.Unoptimized:0.0 %} of the samples, and {tiers.MostUnoptimized:0.0 %} in one run, are in code that the JIT compiler had not optimized yet: a function that stays there in some processes only looks like a regression. Warm up longer, cut the start off with --steady, or set DOTNET_TieredPGO=0 or DOTNET_TieredCompilation=0."));
        }

        foreach (var split in c.Splits.Where(s => s.Failed.Share > 0.01))
        {
            advice.Add(Text($"{split.Failed.Share:0.0 %} of the identical builds fail ({Split(split)}): mend the noise first, {split.Functions[0].Function} most of all, or record both builds with --baseline-command."));
        }

        if (c.OpenShare > 0.1)
        {
            advice.Add(Text($"{c.OpenShare:0.0 %} of the identical builds stay open: too much noise for these runs. More samples a run and a quieter machine help most."));
        }

        foreach (var noisy in c.Noise.Where(n => n.Modes is var (_, l, h) && h - l >= policy.Tau).Take(3))
        {
            var (runs, low, high) = noisy.Modes!.Value;
            var partner = noisy.Counterpart is { } other ? Text($", and {other.Name} has what it lacks") : "";
            advice.Add(Text($"{noisy.Name.Name} has {high:0.0 %} in {runs} of {c.Runs} runs and {low:0.0 %} in the others{partner}: a process decides once for one way or the other. In managed code that is the JIT compiler's inlining: fix it with AggressiveInlining or NoInlining, or --ignore the function."));
        }

        if (c.Drifted.Count > 0)
        {
            advice.Add($"The machine drifted during the series ({string.Join("; ", c.Drifted.Take(3))}): a stored baseline cannot see that; use --baseline-command or --baseline-ref, and accept baselines in several sessions.");
        }

        if (c.TotalDeviation > 0.05)
        {
            advice.Add(Text($"The total CPU time varies by {c.TotalDeviation:0.0 %} from run to run: something else loads the machine, or the program does not do the same work each time."));
        }

        if (c.TypicalDispersion > 3)
        {
            advice.Add(Text($"Shares vary {Math.Sqrt(c.TypicalDispersion):0.0} times as much as sampling alone explains: longer runs help less than more of them; look for other load on the machine, timers and random input."));
        }

        advice.AddRange(Runs(c, policy));
        return advice;
    }

    private static IEnumerable<string> Samples(CalibrationResult c, Measurement series, GatePolicy policy)
    {
        var frequency = series.Conditions.Frequency;
        if (c.MedianSamples >= policy.AdvisedSamples)
        {
            yield break;
        }

        var factor = policy.AdvisedSamples * 1.1 / Math.Max(c.MedianSamples, 1);
        var need = c.FewestSamples < policy.MinimumSamples ? Text($"below {policy.MinimumSamples} nothing is judged, and {policy.AdvisedSamples} are advised") : Text($"{policy.AdvisedSamples} are advised");
        var raise = frequency > 0 && frequency * factor <= HighestFrequency ? Text($", or sample at -F {Math.Min(HighestFrequency, Prime((int)Math.Ceiling(frequency * factor)))}") : "";
        yield return Text($"A run has {c.MedianSamples:0} samples; {need}: let it run {factor:0.0} times as long{raise}.");
    }

    private static IEnumerable<string> Runs(CalibrationResult c, GatePolicy policy)
    {
        if (c.Detectable.Count == 0)
        {
            yield break;
        }

        var enough = c.Detectable.FirstOrDefault(d => d.Median <= FineRise);
        yield return enough is { } stage
            ? Text($"{stage.Runs} runs a side show a rise of {stage.Median * 100:0.0} points in the median function of 1 % or more; the default stages ({string.Join(", ", policy.Stages.Select(s => s.Runs))}) fit.")
            : Text($"Even {c.Detectable[^1].Runs} runs a side show no rise below {c.Detectable[^1].Median * 100:0.0} points in the median function: let runs be longer, or raise --threshold to what matters.");
    }

    private static string Split(SplitRates s) => s.Plan == SplitPlan.Stored ? Text($"{s.BaselineRuns} stored, {s.CandidateRuns} new runs") : Text($"{s.BaselineRuns}+{s.CandidateRuns} runs");

    // So that samples do not march in step with timers.
    private static int Prime(int from)
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

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
