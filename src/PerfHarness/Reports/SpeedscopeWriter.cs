using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>
/// Writes speedscope's own format: one "sampled" profile per run and thread, frames shared. Where the profile has times the
/// samples are in time order, as speedscope's Time Order view expects; otherwise equal stacks are merged.
/// </summary>
internal sealed class SpeedscopeWriter(SampleFilter? filter = null, string? name = null) : IReportWriter<Profile>
{
    public void Write(Profile report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        var selection = (filter ?? SampleFilter.None).Apply(report);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = false });
        json.WriteStartObject();
        json.WriteString("$schema", "https://www.speedscope.app/file-format-schema.json");
        json.WriteString("exporter", "perfharness");
        json.WriteString("name", name ?? (report.Origin.CommandLine.Count > 0 ? string.Join(' ', report.Origin.CommandLine) : "profile"));
        json.WriteNumber("activeProfileIndex", 0);
        var frames = WriteFrames(report, json);
        json.WriteStartArray("profiles");
        foreach (var group in GroupSamples(selection))
        {
            WriteProfile(json, report, group.Key, group.Value, frames);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Speedscope has no kinds: frames of one function are one there.
    private static int[] WriteFrames(Profile profile, Utf8JsonWriter json)
    {
        var row = new int[profile.Frames.Count];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = profile.Frames[new FrameId(i)].Function.Index;
        }

        json.WriteStartObject("shared");
        json.WriteStartArray("frames");
        for (var i = 0; i < profile.Functions.Count; i++)
        {
            var function = profile.Functions[new FunctionId(i)];
            json.WriteStartObject();
            json.WriteString("name", function.Name.Name);
            if (function.Source is { } source)
            {
                json.WriteString("file", source.File);
                json.WriteNumber("line", source.Line);
                if (source.Column > 0)
                {
                    json.WriteNumber("col", source.Column);
                }
            }
            else
            {
                // Shown beside the name, and keeps functions of the same name in different modules apart.
                json.WriteString("file", function.Name.Module);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return row;
    }

    private static void WriteProfile(Utf8JsonWriter json, Profile profile, (RunId Run, ThreadId Thread) key, List<Sample> samples, int[] frames)
    {
        var thread = profile.Threads[key.Thread.Index];
        var run = profile.Runs.Count > 1 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", run {key.Run.Index + 1}") : "";
        var info = profile.Events[samples[0].Event.Index];
        json.WriteStartObject();
        json.WriteString("type", "sampled");
        json.WriteString(
            "name",
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{thread.CommandName} ({thread.Pid}/{thread.Tid}{run}) {info.Name}"));
        json.WriteString("unit", info.Unit == "ns" ? "nanoseconds" : "none");
        json.WriteNumber("startValue", 0);
        json.WriteNumber("endValue", samples.Sum(s => s.Weight));
        json.WriteStartArray("samples");
        foreach (var sample in samples)
        {
            json.WriteStartArray();
            foreach (var frame in profile.Stacks.GetFrames(sample.Stack))
            {
                json.WriteNumberValue(frames[frame.Index]);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (var sample in samples)
        {
            json.WriteNumberValue(sample.Weight);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static List<KeyValuePair<(RunId Run, ThreadId Thread), List<Sample>>> GroupSamples(SampleSelection selection)
    {
        var groups = new Dictionary<(RunId Run, ThreadId Thread, EventId Event), List<Sample>>();
        foreach (var row in selection.Rows)
        {
            var sample = selection.Profile.Samples[row];
            var key = (sample.Run, sample.Thread, sample.Event);
            if (!groups.TryGetValue(key, out var samples))
            {
                groups.Add(key, samples = []);
            }

            samples.Add(sample);
        }

        // The busiest is shown first.
        return [.. groups
            .OrderBy(g => g.Key.Run.Index).ThenByDescending(g => g.Value.Sum(s => s.Weight)).ThenBy(g => g.Key.Thread.Index)
            .Select(g => KeyValuePair.Create((g.Key.Run, g.Key.Thread), g.Value))];
    }
}
