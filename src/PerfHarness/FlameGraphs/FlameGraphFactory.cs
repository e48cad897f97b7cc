using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>Flame graphs of selections of samples.</summary>
internal static class FlameGraphFactory
{
    public static FlameGraph Create(SampleSelection selection, FlameGraphOptions? options = null, Measure measure = Measure.Samples, FlameGraphGroup group = FlameGraphGroup.Command)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var builder = new FlameGraphBuilder(options);
        AddSamples(builder, OrderRows(selection, options ?? FlameGraphOptions.Default, group), selection, measure, group, DiffSide.After);
        return builder.Build();
    }

    public static FlameGraph CreateDifference(SampleSelection before, SampleSelection after, FlameGraphOptions? options = null, Measure measure = Measure.Samples, FlameGraphGroup group = FlameGraphGroup.Command)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var builder = new FlameGraphBuilder(options);
        AddSamples(builder, after.Rows, after, measure, group, DiffSide.After);
        AddSamples(builder, before.Rows, before, measure, group, DiffSide.Before);
        return builder.Build();
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
            : throw new PerfHarnessException(DiagnosticCodes.UsageError, "A flame chart needs the time of each sample, which was not kept.", "Import the profile with its times, or leave out --flamechart.");

        int Lane(in Sample sample) => group switch
        {
            FlameGraphGroup.Run => sample.Run.Index,
            FlameGraphGroup.Process => profile.Threads[sample.Thread.Index].Pid,
            FlameGraphGroup.Thread => sample.Thread.Index,
            _ => 0,
        };
    }

    private static void AddSamples(FlameGraphBuilder builder, IEnumerable<int> rows, SampleSelection selection, Measure measure, FlameGraphGroup group, DiffSide side)
    {
        var profile = selection.Profile;
        var labels = CreateGroupLabels(profile, group);
        measure = selection.Weight > 0 ? measure : Measure.Samples;
        builder.Add(profile, rows.Select(row => profile.Samples[row]).Select(sample => new FlameGraphStack(
            sample.Stack,
            measure == Measure.Samples ? sample.Count : sample.Weight,
            group == FlameGraphGroup.Run ? string.Create(CultureInfo.InvariantCulture, $"run {sample.Run.Index + 1}") : labels[sample.Thread.Index])), side);
    }

    private static string?[] CreateGroupLabels(Profile profile, FlameGraphGroup group) => [.. profile.Threads.Select(thread => group switch
    {
        FlameGraphGroup.Command => thread.CommandName.Length > 0 ? thread.CommandName : null,
        FlameGraphGroup.Process => string.Create(CultureInfo.InvariantCulture, $"{thread.CommandName} ({thread.Pid})"),
        FlameGraphGroup.Thread => string.Create(CultureInfo.InvariantCulture, $"{thread.CommandName} ({thread.Pid}/{thread.Tid})"),
        _ => null,
    })];
}
