using PerfHarness.Calibration;
using PerfHarness.Gating;

namespace PerfHarness.Experiments;

/// <summary>
/// The page <c>eng/experiments-stored.md</c>: what a stored baseline decides where it screens and interleaved runs confirm.
/// </summary>
internal sealed class StoredReport(string folder)
{
    private const int Trials = 300;

    private readonly MarkdownPage _page = new();
    private readonly Dictionary<string, Series> _series = Variant.All
        .Where(v => File.Exists(Path.Combine(folder, v.Name + ".pb.gz"))).ToDictionary(v => v.Name, v => new Series(folder, v.Name));
    private readonly GateSimulator _simulator = new(Trials);

    private Series Original => _series[Variant.Base];

    public string Write()
    {
        AppendIntroduction();
        AppendIdenticalBinaries();
        AppendInjectedRegressions();
        AppendHarmlessChanges();
        AppendPairs();
        return _page.ToString();
    }

    private void AppendIntroduction()
    {
        _page.AppendLine($"# What a stored baseline decides");
        _page.AppendBlankLine();
        _page.AppendLine(
            $"Written by `eng/experiments/run.sh stored`, as described in [experiments/README.md](experiments/README.md).",
            $"A baseline of 10 runs (or half of the series, where that is less) from the first half of the time screens a candidate of the",
            $"second half; what it does not clear is judged interleaved, by runs of the whole series in random order.");
        _page.AppendBlankLine();
        _page.AppendLine($"- Recorded: {File.ReadAllText(Path.Combine(folder, "machine.txt"))}, while other builds and tests ran on the machine:");
        _page.AppendLine(
            $"  they kept {Original.GetOtherLoad(first: true):0.0} processors busy in the first half of the base's runs",
            $"and {Original.GetOtherLoad(first: false):0.0} in the second.");
        _page.AppendLine(
            $"- {Original.RunCount} runs of the base, {Original.MedianSamples:#,0} samples each (median), {_series["plus1"].RunCount} of `+1` and `+2`,",
            $"{_series["queries"].RunCount} of each other benchmark and {_series["queries-slower"].RunCount} of its slower variant.");
        _page.AppendLine(
            $"- Each row: {Trials:#,0} builds, drawn at random with a fixed seed.",
            $"\"At most\" and \"at least\" are one-sided 95 % bounds of Clopper and Pearson; builds share runs, so the bounds apply to these",
            $"recordings only. \"Executions\" are the recorded runs of a build, of the candidate's screen and of both sides of its confirmation.");
    }

    private void AppendIdenticalBinaries()
    {
        _page.AppendTitle("Identical binaries");
        _page.AppendLine(
            $"\"Away\" is the median of the drift that the comparisons show (- where fewer than eight functions can show it). Last stage: runs per side at which a confirmation ends because",
            $"there are no more recordings.");
        _page.AppendBlankLine();
        _page.AppendTableHeader(
            "comparison", "n", "confirmed", "failed", "at most", "inconclusive", "executions", "away", "last stage", "confirmed most often for");
        AppendIdentical("ConsoleBench", Original, Original);
        AppendIdentical("candidate on a loaded machine", Original, _series[Variant.Loaded], _series[Variant.Loaded]);
        AppendIdentical("candidate on one CPU (`taskset`)", Original, _series[Variant.OneCpu], _series[Variant.OneCpu]);
        foreach (var workload in Workload.All)
        {
            AppendIdentical(workload.Kind, _series[workload.Name], _series[workload.Name]);
        }
    }

    private void AppendInjectedRegressions()
    {
        _page.AppendTitle("Injected regressions");
        _page.AppendLine(
            $"\"Found\": the build fails for the function that does more work. \"Screened\": the screen asks for a confirmation for that function.");
        _page.AppendBlankLine();
        _page.AppendTableHeader("change", "n", "screened", "found", "at least", "inconclusive", "executions", "found interleaved", "last stage");
        foreach (var name in (string[])["plus1", "plus2", "plus5"])
        {
            AppendInjected($"ConsoleBench, {name.Replace("plus", "+", StringComparison.Ordinal)}", Original, _series[name], Variant.ChangedFunction);
        }

        foreach (var workload in Workload.All)
        {
            var (before, after) = (_series[workload.Name], _series[workload.SlowerName]);
            AppendInjected(workload.Kind, before, after, before.ChangedFunction);
        }
    }

    private void AppendHarmlessChanges()
    {
        _page.AppendTitle("Changes that must not fail, or not as a regression of a function");
        _page.AppendTableHeader("change", "n", "confirmed", "failed", "at most", "reported as", "inconclusive", "functions that failed");
        AppendChange("one function twice as fast", "large", "faster", FunctionOutcome.Improved);
        AppendChange("a refactoring moves a function's time to its callee", Variant.Base, "callee", FunctionOutcome.Moved);
        AppendChange("the callee is inlined", "callee", "inlined", FunctionOutcome.Moved);
    }

    private void AppendPairs()
    {
        _page.AppendTitle("What pairs have in common");
        _page.AppendLine(
            $"Two runs of the same build, one after the other: how far their shares (mean over the functions of 0.5 % and more, weighted by",
            $"share) and their CPU times are correlated. A test of the pairs' differences has 1 − r times the variance, and half of the",
            $"degrees of freedom. Standard error by leaving out one pair at a time.");
        _page.AppendBlankLine();
        _page.AppendTableHeader("benchmark", "pairs", "r of the shares", "r of the CPU times");
        foreach (var (name, series) in _series.Where(s => s.Value.RunCount >= 10))
        {
            var successive = new SuccessiveRuns(series.Measurement.Counts);
            _page.AppendRow(
                $"`{name}`", $"{successive.PairCount}",
                $"{successive.OfShares.Value:0.00} ± {successive.OfShares.Error:0.00}", $"{successive.OfTotals.Value:0.00} ± {successive.OfTotals.Error:0.00}");
        }
    }

    private void AppendIdentical(string comparison, Series before, Series after, Series? confirmed = null)
    {
        var tally = _simulator.SimulateTwoStage(before, after, confirmed);
        _page.AppendRow(
            $"{comparison}", $"{Trials:#,0}", $"{tally.Confirmed.Share:0.0 %}",
            $"{tally.Final.Failed.Share:0.0 %}", $"{tally.Final.Failed.UpperBound:0.0 %}", $"{tally.Final.Inconclusive.Share:0.0 %}",
            $"{tally.MeanExecutions:0.0}", $"{(tally.MedianDrift is { } drift ? MarkdownPage.Format($"{drift:0.0 %}") : "-")}", $"{GetLastStage((confirmed ?? after).RunCount / 2)}",
            $"{string.Join(", ", tally.Doubtful.Take(3))}");
    }

    private void AppendInjected(string change, Series before, Series after, string function)
    {
        var (tally, interleaved) = (_simulator.SimulateTwoStage(before, after), _simulator.SimulateInterleaved(before, after));
        var (from, to) = (before.GetShares(function).Average(), after.GetShares(function).Average());
        var missed = new Rate(Trials - tally.Final.TargetFailed.Hits, Trials);
        _page.AppendRow(
            $"{change}: {from:0.0 %} → {to:0.0 %}", $"{Trials:#,0}", $"{tally.TargetConfirmed.Share:0.0 %}",
            $"{tally.Final.TargetFailed.Share:0.0 %}", $"{1 - missed.UpperBound:0.0 %}", $"{tally.Final.Inconclusive.Share:0.0 %}",
            $"{tally.MeanExecutions:0.0}", $"{interleaved.TargetFailed.Share:0.0 %}", $"{GetLastStage(Math.Min(before.RunCount, after.RunCount))}");
    }

    private void AppendChange(string change, string before, string after, FunctionOutcome expected)
    {
        var tally = _simulator.SimulateTwoStage(_series[before], _series[after]);
        _page.AppendRow(
            $"{change}", $"{Trials:#,0}", $"{tally.Confirmed.Share:0.0 %}",
            $"{tally.Final.Failed.Share:0.0 %}", $"{tally.Final.Failed.UpperBound:0.0 %}",
            $"{expected.ToString().ToLowerInvariant()} in {tally.Final.GetOutcomeRate(expected).Share:0.0 %}",
            $"{tally.Final.Inconclusive.Share:0.0 %}", $"{string.Join(", ", tally.Final.OtherFailures.Take(3))}");
    }

    private static int GetLastStage(int maxRuns) => GatePolicy.Default.Stages.Last(s => s.Runs <= maxRuns).Runs;
}
