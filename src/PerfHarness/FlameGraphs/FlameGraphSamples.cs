using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>Adds selected samples to a flame graph as stacks: in which order, with which weight, and below which group.</summary>
internal static class FlameGraphSamples
{
    public static void Add(
        FlameGraphBuilder builder, SampleSelection selection, FlameGraphOptions options, Measure measure, FlameGraphGroup group, DiffSide side)
    {
        var profile = selection.Profile;
        var labels = CreateGroupLabels(profile, group);
        // An input whose samples have no periods can only be counted.
        measure = selection.Resolve(measure);
        var rows = OrderRows(selection, options, group);
        var stacks = new FlameGraphStack[rows.Length];
        for (var i = 0; i < stacks.Length; i++)
        {
            var sample = profile.Samples[rows[i]];
            stacks[i] = new FlameGraphStack(
                sample.Stack,
                measure == Measure.Samples ? sample.Count : sample.Weight,
                labels[group == FlameGraphGroup.Run ? sample.Run.Index : sample.Thread.Index]);
        }

        builder.Add(profile, stacks, side);
    }

    /// <summary>
    /// For a flame chart the order of time, within each process, thread or run where these are kept apart. Input without
    /// times (folded text) keeps its order.
    /// </summary>
    private static ReadOnlySpan<int> OrderRows(SampleSelection selection, FlameGraphOptions options, FlameGraphGroup group)
    {
        if (!options.FlameChart)
        {
            return selection.RowSpan;
        }

        var profile = selection.Profile;
        return profile.Samples.KeepsTimes
            ? selection.Rows.OrderBy(row => Lane(profile.Samples[row])).ThenBy(row => profile.Samples[row].Time).ToArray()
            : throw new PerfHarnessException(
                DiagnosticCodes.UsageError,
                "A flame chart needs the time of each sample, which the import did not keep.",
                "Import the profile with times, or omit --flamechart.");

        int Lane(in Sample sample) => group switch
        {
            FlameGraphGroup.Run => sample.Run.Index,
            FlameGraphGroup.Process => profile.Threads[sample.Thread.Index].Pid,
            FlameGraphGroup.Thread => sample.Thread.Index,
            _ => 0,
        };
    }

    // By thread, or by run where each run is a group.
    private static string?[] CreateGroupLabels(Profile profile, FlameGraphGroup group)
    {
        var labels = new string?[group == FlameGraphGroup.Run ? profile.Runs.Count : profile.Threads.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = group switch
            {
                FlameGraphGroup.Run => $"run {Format(i + 1)}",
                FlameGraphGroup.Command => profile.Threads[i].CommandName is { Length: > 0 } name ? name : null,
                FlameGraphGroup.Process => $"{profile.Threads[i].CommandName} ({Format(profile.Threads[i].Pid)})",
                FlameGraphGroup.Thread =>
                    $"{profile.Threads[i].CommandName} ({Format(profile.Threads[i].Pid)}/{Format(profile.Threads[i].Tid)})",
                _ => null,
            };
        }

        return labels;
    }

    private static string Format(int number) => number.ToString(CultureInfo.InvariantCulture);
}
