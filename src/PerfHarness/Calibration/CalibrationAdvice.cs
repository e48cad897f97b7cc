using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Calibration;

/// <summary>What should change before the gate is relied on, in sentences.</summary>
internal sealed class CalibrationAdvice
{
    private const int MaxFrequency = 9973;
    private const double TargetRise = 0.01;
    private const double NotableFailedShare = 0.01;
    private const double NotableInconclusiveShare = 0.1;
    private const double NotableTotalDeviation = 0.05;
    private const double NotableDispersion = 3;
    private const int MaxListedFunctions = 3;

    private readonly CalibrationResult _calibration;
    private readonly int _frequency;
    private readonly GatePolicy _policy;
    private readonly List<string> _advice = [];

    private CalibrationAdvice(CalibrationResult calibration, int frequency, GatePolicy policy) =>
        (_calibration, _frequency, _policy) = (calibration, frequency, policy);

    public static IReadOnlyList<string> Create(CalibrationResult calibration, Measurement series, GatePolicy policy)
    {
        var advice = new CalibrationAdvice(calibration, series.Conditions.Frequency, policy);
        advice.AddSampleAdvice();
        advice.AddStartupAdvice();
        advice.AddVerdictAdvice();
        advice.AddBimodalAdvice();
        advice.AddMachineAdvice();
        advice.AddRunAdvice();
        return advice._advice;
    }

    private void AddSampleAdvice()
    {
        var (median, recommended) = (_calibration.MedianSamples, GatePolicy.RecommendedSamples);
        if (median >= recommended)
        {
            return;
        }

        var factor = recommended * 1.1 / Math.Max(median, 1);
        var requirement = _calibration.FewestSamples < _policy.MinimumSamples
            ? Format($"at least {_policy.MinimumSamples} are required, and {recommended} recommended")
            : Format($"{recommended} are recommended");
        var frequencyHint = _frequency > 0 && _frequency * factor <= MaxFrequency
            ? Format($", or use --frequency {Math.Min(MaxFrequency, FindNextPrime((int)Math.Ceiling(_frequency * factor)))}")
            : "";
        Add($"A run has {median:0} samples; {requirement}: let it run {factor:0.0} times as long{frequencyHint}.");
    }

    private void AddStartupAdvice()
    {
        if (_calibration.Startup is not { } startup)
        {
            return;
        }

        if (startup.IsNoisy)
        {
            var option = startup.SettlingSeconds is { } seconds ? Format($"--delay {Math.Ceiling(seconds * 10) / 10:0.0}") : "--delay";
            var evidence = Format($"dispersion {startup.EarlyDispersion:0.0} against {startup.LateDispersion:0.0}; ")
                + $"JIT compiler {NumberFormatter.FormatShare(startup.EarlyJitShare)} against "
                + $"{NumberFormatter.FormatShare(startup.LateJitShare)} of the samples";
            Add($"The start of the runs is noisier than the rest ({evidence}): skip it with {option}, or let the benchmark warm up and run longer.");
        }

        if (startup.IsUnoptimized)
        {
            var (mean, max) = (NumberFormatter.FormatShare(startup.MeanUnoptimizedShare), NumberFormatter.FormatShare(startup.MaxUnoptimizedShare));
            Add($"""
                {mean} of the samples, and {max} in one run, are in code that
                 the JIT compiler has not optimized yet: a function that stays unoptimized in some processes looks like a regression.
                 Warm up longer, skip the start with --steady, or set DOTNET_TieredPGO=0 or DOTNET_TieredCompilation=0.
                """);
        }
    }

    private void AddVerdictAdvice()
    {
        foreach (var split in _calibration.Splits.Where(s => s.Failed.Share > NotableFailedShare))
        {
            var failed = NumberFormatter.FormatShare(split.Failed.Share);
            Add($"""
                {failed} of the comparisons of identical builds fail ({DescribeSplit(split)}): reduce the noise first,
                 above all in {split.Functions[0].Function}, or record both builds with --baseline-command.
                """);
        }

        if (_calibration.InconclusiveShare > NotableInconclusiveShare)
        {
            var inconclusive = NumberFormatter.FormatShare(_calibration.InconclusiveShare);
            Add($"""
                {inconclusive} of the comparisons of identical builds are inconclusive: there is too much noise
                 for this number of runs. More samples per run and a quieter machine help most.
                """);
        }
    }

    private void AddBimodalAdvice()
    {
        var bimodal = _calibration.Noise.Where(n => n.Modes is var (_, low, high) && high - low >= _policy.MinimumRise);
        foreach (var noise in bimodal.Take(MaxListedFunctions))
        {
            var (runs, low, high) = noise.Modes!.Value;
            var (lowShare, highShare) = (NumberFormatter.FormatShare(low), NumberFormatter.FormatShare(high));
            var counterpart = noise.Counterpart is { } other ? Format($", and {other.Name} has the difference") : "";
            Add($"""
                {noise.Name.Name} is bimodal: {highShare} in {runs} of {_calibration.RunCount} runs and {lowShare} in the others{counterpart}.
                 In managed code this is usually an inlining decision that the JIT compiler makes once per process: pin it with
                 AggressiveInlining or NoInlining, or --ignore the function.
                """);
        }
    }

    private void AddMachineAdvice()
    {
        if (_calibration.DriftedFunctions.Count > 0)
        {
            var functions = string.Join("; ", _calibration.DriftedFunctions.Take(MaxListedFunctions));
            Add($"""
                The machine drifted during the series ({functions}): a stored baseline cannot account for that; use --baseline-command
                 or --baseline-ref, and accept baselines in several sessions.
                """);
        }

        if (_calibration.TotalDeviation is { } total && total > NotableTotalDeviation)
        {
            Add($"""
                The total CPU time varies by {NumberFormatter.FormatShare(total)} between runs: other load is running, or the program does
                 not do the same work in each run.
                """);
        }

        if (_calibration.TypicalDispersion > NotableDispersion)
        {
            Add($"""
                Shares vary {Math.Sqrt(_calibration.TypicalDispersion):0.0} times as much as sampling explains: more runs help more than
                 longer ones; look for other load, timers and random input.
                """);
        }
    }

    private void AddRunAdvice()
    {
        if (_calibration.DetectableRises.Count == 0)
        {
            return;
        }

        if (_calibration.DetectableRises.FirstOrDefault(d => d.Median <= TargetRise) is { } sufficient)
        {
            var rise = NumberFormatter.FormatPercent(sufficient.Median);
            Add($"""
                {sufficient.RunsPerSide} runs per side detect a rise of {rise} percentage points in the median
                 function of 1 % or more; the stages ({string.Join(", ", _policy.Stages.Select(s => s.Runs))}) are sufficient.
                """);
            return;
        }

        var last = _calibration.DetectableRises[^1];
        var smallest = NumberFormatter.FormatPercent(last.Median);
        Add($"""
            Even {last.RunsPerSide} runs per side detect no rise below {smallest} percentage points in the median function:
             make the runs longer, or raise --threshold.
            """);
    }

    private static string DescribeSplit(SplitRates split) => split.Plan == SplitPlan.Stored
        ? Format($"{split.BaselineRuns} stored, {split.CandidateRuns} new runs")
        : Format($"{split.BaselineRuns}+{split.CandidateRuns} runs");

    // A prime, so that the samples do not synchronize with timers.
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

    // The lines of a sentence are joined: a continued line begins with a space.
    private void Add(FormattableString text) => _advice.Add(Format(text).ReplaceLineEndings(""));

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
