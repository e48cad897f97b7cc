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
        builder.Add(profile, OrderRows(selection, options, group).Select(row => profile.Samples[row]).Select(sample => new FlameGraphStack(
            sample.Stack,
            measure == Measure.Samples ? sample.Count : sample.Weight,
            group == FlameGraphGroup.Run
                ? string.Create(CultureInfo.InvariantCulture, $"run {sample.Run.Index + 1}")
                : labels[sample.Thread.Index])), side);
    }

    /// <summary>
    /// For a flame chart the order of time, within each process, thread or run where these are kept apart. Input without
    /// times (folded text) keeps its order.
    /// </summary>
    private static IEnumerable<int> OrderRows(SampleSelection selection, FlameGraphOptions options, FlameGraphGroup group)
    {
        if (!options.FlameChart)
        {
            return selection.Rows;
        }

        var profile = selection.Profile;
        return profile.Samples.KeepsTimes
            ? selection.Rows.OrderBy(row => Lane(profile.Samples[row])).ThenBy(row => profile.Samples[row].Time)
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

    private static string?[] CreateGroupLabels(Profile profile, FlameGraphGroup group) => [.. profile.Threads.Select(thread => group switch
    {
        FlameGraphGroup.Command => thread.CommandName.Length > 0 ? thread.CommandName : null,
        FlameGraphGroup.Process => string.Create(CultureInfo.InvariantCulture, $"{thread.CommandName} ({thread.Pid})"),
        FlameGraphGroup.Thread => string.Create(CultureInfo.InvariantCulture, $"{thread.CommandName} ({thread.Pid}/{thread.Tid})"),
        _ => null,
    })];
}
