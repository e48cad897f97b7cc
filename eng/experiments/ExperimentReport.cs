using System.Globalization;
using System.Text;
using PerfHarness.Calibration;
using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Experiments;

/// <summary>The figures, as Markdown.</summary>
internal sealed class ExperimentReport(string folder)
{
    private const int Trials = 1000;

    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, Series> _series = Variant.All.ToDictionary(v => v.Name, v => new Series(folder, v.Name));
    private readonly GateSimulator _simulator = new(Trials);

    public string Write()
    {
        var start = _series[Variant.Base];
        var longest = Math.Min(start.CalibrationSeries.RunCount / 2, 20);
        AppendLine($"""
            # What the verdict is worth

            Written by `eng/experiments/run.sh`; how it works: [experiments/README.md](experiments/README.md).

            - Recorded: {File.ReadAllText(Path.Combine(folder, "machine.txt"))}.
            - Program: `samples/ConsoleBench`, {start.CalibrationSeries.RunCount} runs of the base and {_series["plus1"].CalibrationSeries.RunCount} of each variant, {start.MedianSamples:#,0} samples and {start.MedianCpuSeconds:0.0} s of CPU time a run, recorded from {Variant.Start:0.#} s after its start. `libcoreclr.so` has no names for its local functions here: they are known by their offset.
            - Each line: {Trials:#,0} comparisons dealt from the recorded runs with a fixed seed, judged in stages of 5, 10 and 20 runs as far as there are runs. "At most" is the one-sided 95 % bound of Clopper and Pearson; comparisons share runs, so it speaks of these recordings.

            ## Identical binaries

            Whatever fails here fails falsely. Stored: a baseline of 10 runs from the first half of the series in time, judged against the second half; with sessions: of 5 runs from each of four consecutive parts of the first half, so that the gate can measure the drift instead of assuming 5 % of each share. Longest look: the runs a side at which the comparison ends for want of recordings.

            | comparison | longest look | n | failed | at most | open at the end | runs a side | what failed |
            |---|---|---|---|---|---|---|---|
            """);
        AppendRow("A/A in turn", _simulator.SimulateInterleaved(start, start), longest);
        AppendRow("A/A stored", _simulator.SimulateStored(start, start), longest);
        AppendRow("A/A stored, four sessions", _simulator.SimulateSessions(start, start), longest);
        foreach (var name in (string[])["callee", "large", "nopgo"])
        {
            AppendRow($"A/A in turn, `{name}`", _simulator.SimulateInterleaved(_series[name], _series[name]), _series[name].CalibrationSeries.RunCount / 2);
        }

        AppendRow("one side on a loaded machine, in turn", _simulator.SimulateInterleaved(start, _series[Variant.Loaded]), _series[Variant.Loaded].CalibrationSeries.RunCount);
        AppendRow("candidate on a loaded machine, stored", _simulator.SimulateStored(start, _series[Variant.Loaded]), _series[Variant.Loaded].CalibrationSeries.RunCount / 2);
        var calibration = CalibrationResult.Compute(start.Measurement, new CalibrationOptions(), StartupNoise.Compute(start.Profile));
        AppendLine($"""

            Typical dispersion of the base: {calibration.TypicalDispersion:0.0} times the binomial variance. Smallest rise found in the median function of 1 % and more: {string.Join(", ", calibration.DetectableRises.Select(d => Format($"{d.Median * 100:0.0} points at {d.RunsPerSide} runs")))}. Functions that vary most:

            | function | share | lowest | highest | dispersion | kind |
            |---|---|---|---|---|---|
            """);
        foreach (var noise in calibration.Noise.Take(8))
        {
            AppendLine($"| `{noise.Name.Name}` | {noise.Share:0.0 %} | {noise.Lowest:0.0 %} | {noise.Highest:0.0 %} | {noise.Dispersion:0.0} | {noise.Kind.ToString().ToLowerInvariant()} |");
        }

        AppendLine($"""

            In code that the JIT compiler had not optimized yet: {calibration.Startup?.MeanUnoptimizedShare:0 %} of the samples of the base, {calibration.Startup?.MaxUnoptimizedShare:0 %} in the run where it is most.

            The rest of the machine kept {start.GetOtherLoad(first: true):0.0} processors busy in the first half of the series and {start.GetOtherLoad(first: false):0.0} in the second; {_series[Variant.Loaded].GetOtherLoad(first: null):0.0} beside the loaded variant.

            ## Planted regressions

            One function (`Checksum.OfLines`) does more of the same. "Measured" is the mean rise over all runs with its standard error. Longest look: {GatePolicy.Default.Stages.Last(s => s.Runs <= _series["plus1"].CalibrationSeries.RunCount).Runs} runs in turn, {GatePolicy.Default.Stages.Last(s => s.Runs <= _series["plus1"].CalibrationSeries.RunCount / 2).Runs} new ones against the stored; the gate would go on to 20.

            | planted | measured | n | found | at least | open at the end | others failed too | runs a side |
            |---|---|---|---|---|---|---|---|
            """);
        foreach (var name in (string[])["plus1", "plus2", "plus5"])
        {
            AppendInjected(name, start, _simulator.SimulateInterleaved(start, _series[name]), "in turn");
            AppendInjected(name, start, _simulator.SimulateStored(start, _series[name]), "stored");
            AppendInjected(name, start, _simulator.SimulateSessions(start, _series[name]), "stored, four sessions");
        }

        AppendLine($"""

            The same put into the recorded counts, by `calibrate`:

            | function | share | rise | n | found | open at the end | runs a side |
            |---|---|---|---|---|---|---|
            """);
        foreach (var p in calibration.InjectedRegressions)
        {
            AppendLine($"| `{p.Function.Name}` | {p.Share:0.0 %} | +{p.Rise * 100:0} pp | {p.Detected.Trials} | {p.Detected.Share:0.0 %} | {p.Inconclusive.Share:0.0 %} | {p.MeanRuns:0.0} |");
        }

        AppendWorkloads();
        AppendLine($"""

            ## Changes that must not fail, or not as a regression of a function

            "Told" is what the gate said of the touched function or its callee.

            | change | measured | n | failed | at most | told | open at the end | what failed |
            |---|---|---|---|---|---|---|---|
            """);
        AppendChange("one function twice as fast", "large", "faster", FunctionOutcome.Improved);
        AppendChange("a refactoring moves its time to a callee", Variant.Base, "callee", FunctionOutcome.Moved);
        AppendChange("the callee is inlined", "callee", "inlined", FunctionOutcome.Moved);
        AppendChange("`DOTNET_TieredPGO=0`", Variant.Base, "nopgo", FunctionOutcome.Unchanged);
        var whole = _series[Variant.Whole];
        var (same, slower) = (_simulator.SimulateInterleaved(whole, whole), _simulator.SimulateInterleaved(whole, _series["slower"]));
        var total = CalibrationResult.Compute(whole.Measurement, new CalibrationOptions()).TotalDeviation;
        var lossy = _simulator.SimulateInterleaved(start, _series[Variant.Lossy]);
        AppendLine($"""

            ## Slower everywhere, and lost samples

            - Ten per cent more rounds, recorded from the start to the end, in turn: total CPU time {(_series["slower"].MedianCpuSeconds / whole.MedianCpuSeconds) - 1:+0.0 %;-0.0 %} by the medians, from run to run ±{total:0.0 %}. Failed for the total in {slower.TotalFailed.Share:0.0 %} of {Trials:#,0}, open in {slower.Inconclusive.Share:0.0 %}, {slower.MeanRuns:0.0} runs a side (failed for a function alone in {new Rate(slower.Failed.Hits - slower.TotalFailed.Hits, Trials).Share:0.0 %}). The same program on both sides failed in {same.Failed.Share:0.0 %}, for the total in {same.TotalFailed.Share:0.0 %}, and was open in {same.Inconclusive.Share:0.0 %}, {same.MeanRuns:0.0} runs a side.
            - Samples lost (one page of buffer at 20 kHz, {_series[Variant.Lossy].MeanLostShare:0.0 %} lost): inconclusive in {lossy.Inconclusive.Share:0.0 %} of {Trials:#,0}, failed in {lossy.Failed.Share:0.0 %}.
            """);
        return _text.ToString();
    }

    private void AppendWorkloads()
    {
        AppendLine($"""

            ## Programs of other kinds

            `eng/experiments/Workloads`, recorded from {Variant.WorkloadStart:0.#} s after the start. Identical binaries; stored: 10 runs of the first half against those of the second.

            | program | runs | samples a run | not optimized | n | failed in turn | at most | open | failed stored | at most | open | failed, four sessions | at most | open | what failed |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
            """);
        foreach (var workload in Workload.All)
        {
            var series = _series[workload.Name];
            var (turn, stored, sessions) = (_simulator.SimulateInterleaved(series, series), _simulator.SimulateStored(series, series), _simulator.SimulateSessions(series, series));
            AppendLine($"| {workload.Kind} | {series.CalibrationSeries.RunCount} | {series.MedianSamples:#,0} | {UnoptimizedCode.ComputeShare(series.Profile):0 %} | {Trials:#,0} | {turn.Failed.Share:0.0 %} | {turn.Failed.UpperBound:0.0 %} | {turn.Inconclusive.Share:0.0 %} | {stored.Failed.Share:0.0 %} | {stored.Failed.UpperBound:0.0 %} | {stored.Inconclusive.Share:0.0 %} | {sessions.Failed.Share:0.0 %} | {sessions.Failed.UpperBound:0.0 %} | {sessions.Inconclusive.Share:0.0 %} | {string.Join(", ", turn.OtherFailures.Concat(stored.OtherFailures).Concat(sessions.OtherFailures).Take(3))} |");
        }

        AppendLine($"""

            One function of each (`Tuned`) does more of its work, in turn:

            | program | share | measured | n | found | at least | open at the end | others failed too | runs a side |
            |---|---|---|---|---|---|---|---|---|
            """);
        foreach (var workload in Workload.All)
        {
            var (before, after) = (_series[workload.Name], _series[workload.SlowerName]);
            var touched = before.ChangedFunction;
            AppendLine($"| {workload.Kind} | {before.GetShares(touched).Average():0.0 %} | {FormatMeasuredRise(before, after, touched)} | {FormatDetection(_simulator.SimulateInterleaved(before, after))} |");
        }
    }

    private void AppendRow(string what, Tally t, int most) =>
        AppendLine($"| {what} | {GatePolicy.Default.Stages.Last(s => s.Runs <= most).Runs} | {Trials:#,0} | {t.Failed.Share:0.0 %} | {t.Failed.UpperBound:0.0 %} | {t.Inconclusive.Share:0.0 %} | {t.MeanRuns:0.0} | {string.Join(", ", t.OtherFailures.Take(3))} |");

    private void AppendInjected(string name, Series start, Tally t, string how)
    {
        AppendLine($"| {name.Replace("plus", "+", StringComparison.Ordinal)} pp, {how} | {FormatMeasuredRise(start, _series[name], Variant.Target)} | {FormatDetection(t)} |");
    }

    private static string FormatDetection(Tally t)
    {
        var missed = new Rate(t.TargetFailed.Trials - t.TargetFailed.Hits, t.TargetFailed.Trials);
        return Format($"{Trials:#,0} | {t.TargetFailed.Share:0.0 %} | {1 - missed.UpperBound:0.0 %} | {t.Inconclusive.Share:0.0 %} | {string.Join(", ", t.OtherFailures.Take(2))} | {t.MeanRuns:0.0}");
    }

    private void AppendChange(string what, string before, string after, FunctionOutcome expected)
    {
        var (old, now) = (_series[before], _series[after]);
        var t = _simulator.SimulateInterleaved(old, now);
        AppendLine($"| {what} | {FormatMeasuredRise(old, now, Variant.Target)}; callee {FormatMeasuredRise(old, now, Variant.Callee)} | {Trials:#,0} | {t.Failed.Share:0.0 %} | {t.Failed.UpperBound:0.0 %} | {expected.ToString().ToLowerInvariant()} in {t.GetOutcomeRate(expected).Share:0.0 %} | {t.Inconclusive.Share:0.0 %} | {string.Join(", ", t.OtherFailures.Take(3).Concat(t.TargetFailed.Hits > 0 ? [Format($"the touched function ({t.TargetFailed.Hits})")] : []))} |");
    }

    private static string FormatMeasuredRise(Series before, Series after, string function)
    {
        var (old, now) = (before.GetShares(function), after.GetShares(function));
        var error = Math.Sqrt(ComputeVariance(old) / old.Count + (ComputeVariance(now) / now.Count));
        return Format($"{(now.Average() - old.Average()) * 100:+0.00;-0.00} ± {error * 100:0.00} pp");
    }

    private static double ComputeVariance(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
    }

    private void AppendLine(FormattableString text) => _text.Append(Format(text)).Append('\n');

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture).ReplaceLineEndings("\n");
}
