using System.Globalization;
using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>Flame graphs of selections of samples.</summary>
public static class FlameGraphs
{
    public static FlameGraph Of(SampleSelection selection, FlameGraphOptions? options = null, Measure measure = Measure.Samples, FlameGraphGroup group = FlameGraphGroup.Command)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var builder = new FlameGraphBuilder(options);
        Add(builder, selection, measure, group, FlameGraphSide.After);
        return builder.Build();
    }

    public static FlameGraph Difference(SampleSelection before, SampleSelection after, FlameGraphOptions? options = null, Measure measure = Measure.Samples, FlameGraphGroup group = FlameGraphGroup.Command)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var builder = new FlameGraphBuilder(options);
        Add(builder, after, measure, group, FlameGraphSide.After);
        Add(builder, before, measure, group, FlameGraphSide.Before);
        return builder.Build();
    }

    private static void Add(FlameGraphBuilder builder, SampleSelection selection, Measure measure, FlameGraphGroup group, FlameGraphSide side)
    {
        var profile = selection.Profile;
        var labels = Labels(profile, group);
        measure = selection.Weight > 0 ? measure : Measure.Samples;
        builder.Add(profile, selection.Rows.Select(row => profile.Samples[row]).Select(sample => new FlameGraphStack(
            sample.Stack,
            measure == Measure.Samples ? sample.Count : sample.Weight,
            group == FlameGraphGroup.Run ? string.Create(CultureInfo.InvariantCulture, $"run {sample.Run.Index + 1}") : labels[sample.Thread.Index])), side);
    }

    private static string?[] Labels(Profile profile, FlameGraphGroup group) => [.. profile.Threads.Select(thread => group switch
    {
        FlameGraphGroup.Command => thread.CommandName.Length > 0 ? thread.CommandName : null,
        FlameGraphGroup.Process => string.Create(CultureInfo.InvariantCulture, $"{thread.CommandName} ({thread.Pid})"),
        FlameGraphGroup.Thread => string.Create(CultureInfo.InvariantCulture, $"{thread.CommandName} ({thread.Pid}/{thread.Tid})"),
        _ => null,
    })];
}
