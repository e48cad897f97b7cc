using PerfHarness.Calibration;
using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Experiments;

/// <summary>The page <c>eng/experiments.md</c>: rates of failures, detections and inconclusive verdicts, by experiment.</summary>
internal sealed class ExperimentReport(string folder)
{
    private const int Trials = 1000;

    private readonly MarkdownPage _page = new();
    private readonly Dictionary<string, Series> _series = Variant.All.ToDictionary(v => v.Name, v => new Series(folder, v.Name));
    private readonly GateSimulator _simulator = new(Trials);

    private Series Original => _series[Variant.Base];

    public string Write()
    {
        var noise = StartupNoise.Compute(Original.Profile);
        var calibration = CalibrationResult.Compute(Original.Measurement, new CalibrationOptions(), noise);
        AppendIntroduction();
        AppendIdenticalBinaries();
        AppendNoise(calibration);
        AppendInjectedRegressions(calibration);
        AppendWorkloads();
        AppendHarmlessChanges();
        AppendSlowerOverall();
        AppendLostSamples();
        return _page.ToString();
    }

    private void AppendIntroduction()
    {
        _page.AppendLine($"# What the verdict is worth");
        _page.AppendBlankLine();
        _page.AppendLine($"Written by `eng/experiments/run.sh`, as described in [experiments/README.md](experiments/README.md).");
        _page.AppendBlankLine();
        _page.AppendLine($"- Recorded: {File.ReadAllText(Path.Combine(folder, "machine.txt"))}.");
        _page.AppendLine(
            $"- Benchmark: `samples/ConsoleBench`, {Original.RunCount} runs of the base and {_series["plus1"].RunCount} of each variant,",
            $"{Original.MedianSamples:#,0} samples and {Original.MedianCpuSeconds:0.0} s of CPU time per run (medians),",
            $"recorded from {Variant.DelaySeconds:0.#} s after its start.",
            $"`libcoreclr.so` has no names for its local functions here, so they appear by their offsets.");
        _page.AppendLine(
            $"- Each row: {Trials:#,0} comparisons, drawn at random from the recorded runs with a fixed seed",
            $"and judged at the stages of 5, 10 and 20 runs as far as there are runs.",
            $"\"At most\" and \"at least\" are one-sided 95 % bounds of Clopper and Pearson;",
            $"comparisons share runs, so the bounds apply to these recordings only.");
    }

    private void AppendIdenticalBinaries()
    {
        _page.AppendTitle("Identical binaries");
        _page.AppendLine(
            $"Every failure here is a false one.",
            $"Stored: a baseline of 10 runs from the first half of the series in time, compared with runs of the second half.",
            $"Four sessions: a baseline of 5 runs from each of four consecutive parts of the first half,",
            $"so that the gate can measure the drift instead of assuming 5 % of each share.",
            $"Last stage: the runs per side at which a comparison ends because there are no more recordings.");
        _page.AppendBlankLine();
        _page.AppendTableHeader("comparison", "last stage", "n", "failed", "at most", "inconclusive", "runs per side", "functions that failed");
        var half = Original.RunCount / 2;
        AppendComparison("A/A interleaved", _simulator.SimulateInterleaved(Original, Original), half);
        AppendComparison("A/A stored", _simulator.SimulateStored(Original, Original), half);
        AppendComparison("A/A stored, four sessions", _simulator.SimulateSessions(Original, Original), half);
        foreach (var name in (string[])["callee", "large", "nopgo"])
        {
            var series = _series[name];
            AppendComparison($"A/A interleaved, `{name}`", _simulator.SimulateInterleaved(series, series), series.RunCount / 2);
        }

        var loaded = _series[Variant.Loaded];
        AppendComparison("one side on a loaded machine, interleaved", _simulator.SimulateInterleaved(Original, loaded), loaded.RunCount);
        AppendComparison("candidate on a loaded machine, stored", _simulator.SimulateStored(Original, loaded), loaded.RunCount / 2);
    }

    private void AppendNoise(CalibrationResult calibration)
    {
        var rises = calibration.DetectableRises.Select(d => MarkdownPage.Format($"{d.Median * 100:0.0} pp at {d.RunsPerSide} runs per side"));
        _page.AppendBlankLine();
        _page.AppendLine(
            $"Typical dispersion of the base: {calibration.TypicalDispersion:0.0} times the binomial variance.",
            $"Minimum detectable rise in the median function of 1 % and more: {string.Join(", ", rises)}.",
            $"Functions that vary most:");
        _page.AppendBlankLine();
        _page.AppendTableHeader("function", "share", "lowest", "highest", "dispersion", "kind");
        foreach (var noise in calibration.Noise.Take(8))
        {
            _page.AppendRow(
                $"`{noise.Name.Name}`",
                $"{noise.Share:0.0 %}", $"{noise.Lowest:0.0 %}", $"{noise.Highest:0.0 %}",
                $"{noise.Dispersion:0.0}",
                $"{noise.Kind.ToString().ToLowerInvariant()}");
        }

        _page.AppendBlankLine();
        _page.AppendLine(
            $"In code that the JIT compiler had not optimized yet: {calibration.Startup?.MeanUnoptimizedShare:0 %} of the samples of the base,",
            $"{calibration.Startup?.MaxUnoptimizedShare:0 %} in the run with most of it.");
        _page.AppendBlankLine();
        _page.AppendLine(
            $"Other processes kept {Original.GetOtherLoad(first: true):0.0} processors busy in the first half of the series",
            $"and {Original.GetOtherLoad(first: false):0.0} in the second,",
            $"and {_series[Variant.Loaded].GetOtherLoad(first: null):0.0} during the runs of the loaded variant.");
    }

    private void AppendInjectedRegressions(CalibrationResult calibration)
    {
        var runs = _series["plus1"].RunCount;
        _page.AppendTitle("Injected regressions");
        _page.AppendLine(
            $"One function (`Checksum.OfLines`) does more of the same work.",
            $"\"Measured\" is the mean rise over all runs with its standard error.",
            $"Last stage: {GetLastStage(runs)} runs per side when interleaved,",
            $"{GetLastStage(runs / 2)} runs of the candidate against a stored baseline, where the gate itself would continue to 20.");
        _page.AppendBlankLine();
        _page.AppendTableHeader(
            "injected", "measured", "n", "detected", "at least", "inconclusive", "other functions that failed", "runs per side");
        foreach (var name in (string[])["plus1", "plus2", "plus5"])
        {
            AppendInjected(name, _simulator.SimulateInterleaved(Original, _series[name]), "interleaved");
            AppendInjected(name, _simulator.SimulateStored(Original, _series[name]), "stored");
            AppendInjected(name, _simulator.SimulateSessions(Original, _series[name]), "stored, four sessions");
        }

        _page.AppendBlankLine();
        _page.AppendLine($"Rises added to the recorded counts, as `calibrate` does:");
        _page.AppendBlankLine();
        _page.AppendTableHeader("function", "share", "rise", "n", "detected", "inconclusive", "runs per side");
        foreach (var injected in calibration.InjectedRegressions)
        {
            _page.AppendRow(
                $"`{injected.Function.Name}`",
                $"{injected.Share:0.0 %}",
                $"+{injected.Rise * 100:0} pp",
                $"{injected.Detected.Trials}", $"{injected.Detected.Share:0.0 %}", $"{injected.Inconclusive.Share:0.0 %}",
                $"{injected.MeanRuns:0.0}");
        }
    }

    private void AppendWorkloads()
    {
        _page.AppendTitle("Other benchmarks");
        _page.AppendLine(
            $"`eng/experiments/Workloads`, recorded from {Variant.WorkloadDelaySeconds:0.#} s after the start.",
            $"Identical binaries; stored and four sessions as above.");
        _page.AppendBlankLine();
        _page.AppendTableHeader(
            "benchmark", "runs", "samples per run", "not optimized", "n",
            "failed, interleaved", "at most", "inconclusive",
            "failed, stored", "at most", "inconclusive",
            "failed, four sessions", "at most", "inconclusive", "functions that failed");
        foreach (var workload in Workload.All)
        {
            AppendIdenticalWorkload(workload, _series[workload.Name]);
        }

        _page.AppendBlankLine();
        _page.AppendLine($"One function of each (`Tuned`) does more of its work, interleaved:");
        _page.AppendBlankLine();
        _page.AppendTableHeader(
            "benchmark", "share", "measured", "n", "detected", "at least", "inconclusive", "other functions that failed", "runs per side");
        foreach (var workload in Workload.All)
        {
            var (before, after) = (_series[workload.Name], _series[workload.SlowerName]);
            var changed = before.ChangedFunction;
            _page.AppendRow([
                $"{workload.Kind}",
                $"{before.GetShares(changed).Average():0.0 %}",
                $"{FormatMeasuredRise(before, after, changed)}",
                .. CreateDetectionCells(_simulator.SimulateInterleaved(before, after))]);
        }
    }

    private void AppendIdenticalWorkload(Workload workload, Series series)
    {
        Tally[] tallies =
        [
            _simulator.SimulateInterleaved(series, series),
            _simulator.SimulateStored(series, series),
            _simulator.SimulateSessions(series, series),
        ];
        _page.AppendRow([
            $"{workload.Kind}",
            $"{series.RunCount}",
            $"{series.MedianSamples:#,0}",
            $"{UnoptimizedCode.ComputeShare(series.Profile):0 %}",
            $"{Trials:#,0}",
            .. tallies.SelectMany(CreateFailureCells),
            $"{string.Join(", ", tallies.SelectMany(t => t.OtherFailures).Take(3))}"]);
    }

    private void AppendHarmlessChanges()
    {
        _page.AppendTitle("Changes that must not fail, or not as a regression of a function");
        _page.AppendLine($"\"Reported as\" is the outcome of the changed function or its callee.");
        _page.AppendBlankLine();
        _page.AppendTableHeader("change", "measured", "n", "failed", "at most", "reported as", "inconclusive", "functions that failed");
        AppendChange("one function twice as fast", "large", "faster", FunctionOutcome.Improved);
        AppendChange("a refactoring moves a function's time to its callee", Variant.Base, "callee", FunctionOutcome.Moved);
        AppendChange("the callee is inlined", "callee", "inlined", FunctionOutcome.Moved);
        AppendChange("`DOTNET_TieredPGO=0`", Variant.Base, "nopgo", FunctionOutcome.Unchanged);
    }

    private void AppendSlowerOverall()
    {
        var (whole, slower) = (_series[Variant.Whole], _series[Variant.Slower]);
        var (same, changed) = (_simulator.SimulateInterleaved(whole, whole), _simulator.SimulateInterleaved(whole, slower));
        var deviation = CalibrationResult.Compute(whole.Measurement, new CalibrationOptions()).TotalDeviation;
        var functionFailed = new Rate(changed.Failed.Hits - changed.TotalFailed.Hits, Trials);
        _page.AppendTitle("Slower overall, and lost samples");
        _page.AppendLine(
            $"- Ten percent more rounds, recorded from start to end, interleaved:",
            $"total CPU time {(slower.MedianCpuSeconds / whole.MedianCpuSeconds) - 1:+0.0 %;-0.0 %} (medians),",
            $"from run to run ±{deviation:0.0 %}.",
            $"Failed for the total in {changed.TotalFailed.Share:0.0 %} of {Trials:#,0} comparisons,",
            $"inconclusive in {changed.Inconclusive.Share:0.0 %}, {changed.MeanRuns:0.0} runs per side",
            $"(failed for a function alone in {functionFailed.Share:0.0 %}).",
            $"The same build on both sides failed in {same.Failed.Share:0.0 %}, for the total in {same.TotalFailed.Share:0.0 %},",
            $"and was inconclusive in {same.Inconclusive.Share:0.0 %}, {same.MeanRuns:0.0} runs per side.");
    }

    private void AppendLostSamples()
    {
        var lossy = _series[Variant.Lossy];
        var tally = _simulator.SimulateInterleaved(Original, lossy);
        _page.AppendLine(
            $"- Lost samples (one page of buffer at 20 kHz, {lossy.MeanLostShare:0.0 %} lost):",
            $"inconclusive in {tally.Inconclusive.Share:0.0 %} of {Trials:#,0} comparisons, failed in {tally.Failed.Share:0.0 %}.");
    }

    private void AppendComparison(string comparison, Tally tally, int maxRuns) =>
        _page.AppendRow([
            $"{comparison}",
            $"{GetLastStage(maxRuns)}",
            $"{Trials:#,0}",
            .. CreateFailureCells(tally),
            $"{tally.MeanRuns:0.0}",
            $"{string.Join(", ", tally.OtherFailures.Take(3))}"]);

    private void AppendInjected(string variant, Tally tally, string comparison) =>
        _page.AppendRow([
            $"{variant.Replace("plus", "+", StringComparison.Ordinal)} pp, {comparison}",
            $"{FormatMeasuredRise(Original, _series[variant], Variant.ChangedFunction)}",
            .. CreateDetectionCells(tally)]);

    private void AppendChange(string change, string before, string after, FunctionOutcome expected)
    {
        var (baseline, candidate) = (_series[before], _series[after]);
        var tally = _simulator.SimulateInterleaved(baseline, candidate);
        var rise = FormatMeasuredRise(baseline, candidate, Variant.ChangedFunction);
        var failures = tally.OtherFailures.Take(3);
        if (tally.TargetFailed.Hits > 0)
        {
            failures = failures.Append(MarkdownPage.Format($"the changed function ({tally.TargetFailed.Hits})"));
        }

        _page.AppendRow(
            $"{change}",
            $"{rise}; callee {FormatMeasuredRise(baseline, candidate, Variant.ChangedCallee)}",
            $"{Trials:#,0}", $"{tally.Failed.Share:0.0 %}", $"{tally.Failed.UpperBound:0.0 %}",
            $"{expected.ToString().ToLowerInvariant()} in {tally.GetOutcomeRate(expected).Share:0.0 %}",
            $"{tally.Inconclusive.Share:0.0 %}",
            $"{string.Join(", ", failures)}");
    }

    private static FormattableString[] CreateFailureCells(Tally tally) =>
        [$"{tally.Failed.Share:0.0 %}", $"{tally.Failed.UpperBound:0.0 %}", $"{tally.Inconclusive.Share:0.0 %}"];

    private static FormattableString[] CreateDetectionCells(Tally tally)
    {
        var missed = new Rate(tally.TargetFailed.Trials - tally.TargetFailed.Hits, tally.TargetFailed.Trials);
        return
        [
            $"{Trials:#,0}",
            $"{tally.TargetFailed.Share:0.0 %}",
            $"{1 - missed.UpperBound:0.0 %}",
            $"{tally.Inconclusive.Share:0.0 %}",
            $"{string.Join(", ", tally.OtherFailures.Take(2))}",
            $"{tally.MeanRuns:0.0}",
        ];
    }

    private static int GetLastStage(int maxRuns) => GatePolicy.Default.Stages.Last(s => s.Runs <= maxRuns).Runs;

    private static string FormatMeasuredRise(Series before, Series after, string function)
    {
        var (baseline, candidate) = (before.GetShares(function), after.GetShares(function));
        var error = Math.Sqrt((ComputeVariance(baseline) / baseline.Count) + (ComputeVariance(candidate) / candidate.Count));
        return MarkdownPage.Format($"{(candidate.Average() - baseline.Average()) * 100:+0.00;-0.00} ± {error * 100:0.00} pp");
    }

    private static double ComputeVariance(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
    }
}
