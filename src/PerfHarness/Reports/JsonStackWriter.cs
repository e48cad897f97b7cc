using System.Runtime.InteropServices;
using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>The <c>threads</c> and <c>stacks</c> of <see cref="JsonReportWriter"/>'s output.</summary>
internal static class JsonStackWriter
{
    public static void Write(Utf8JsonWriter json, SelfShares shares)
    {
        var selection = shares.Selection;
        var threads = WriteThreads(json, selection);
        var functions = new Dictionary<FunctionId, int>();
        for (var i = 0; i < shares.Rows.Count; i++)
        {
            functions.Add(shares.Rows[i].Function!.Value, i);
        }

        json.WriteStartArray("stacks");
        foreach (var (key, sum) in SumStacks(selection))
        {
            json.WriteStartObject();
            json.WriteNumber("thread", threads[key.Thread]);
            json.WriteNumber("event", key.Event.Index);
            json.WriteNumber("run", key.Run.Index);
            json.WriteNumber("samples", sum.Samples);
            json.WriteNumber("weight", sum.Weight);
            json.WriteStartArray("frames");
            foreach (var frame in selection.Profile.Stacks.GetFrames(key.Stack))
            {
                json.WriteNumberValue(functions[selection.Profile.Frames[frame].Function]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Dictionary<ThreadId, int> WriteThreads(Utf8JsonWriter json, SampleSelection selection)
    {
        var sums = new SortedDictionary<int, (long Samples, long Weight)>();
        foreach (var row in selection.Rows)
        {
            var sample = selection.Profile.Samples[row];
            var sum = sums.GetValueOrDefault(sample.Thread.Index);
            sums[sample.Thread.Index] = (sum.Samples + sample.Count, sum.Weight + sample.Weight);
        }

        var positions = new Dictionary<ThreadId, int>();
        json.WriteStartArray("threads");
        foreach (var (index, sum) in sums)
        {
            var thread = selection.Profile.Threads[index];
            positions.Add(new ThreadId(index), positions.Count);
            json.WriteStartObject();
            WriteId(json, "pid", thread.Pid);
            WriteId(json, "tid", thread.Tid);
            json.WriteString("command", thread.CommandName);
            json.WriteNumber("samples", sum.Samples);
            json.WriteNumber("weight", sum.Weight);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return positions;
    }

    private static Dictionary<(StackId Stack, ThreadId Thread, EventId Event, RunId Run), (long Samples, long Weight)> SumStacks(
        SampleSelection selection)
    {
        var sums = new Dictionary<(StackId Stack, ThreadId Thread, EventId Event, RunId Run), (long Samples, long Weight)>();
        foreach (var row in selection.Rows)
        {
            var sample = selection.Profile.Samples[row];
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (sample.Stack, sample.Thread, sample.Event, sample.Run), out _);
            sum = (sum.Samples + sample.Count, sum.Weight + sample.Weight);
        }

        return sums;
    }

    private static void WriteId(Utf8JsonWriter json, string name, int id)
    {
        if (id < 0)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, id);
        }
    }
}
