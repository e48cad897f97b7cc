using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Analysis.Crossed;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>
/// Crossed shares as JSON. <c>schemaVersion</c> changes only when an existing property changes its meaning or is removed. Each row has a
/// property for each key, by the key's name; what the input does not say is null. Shares are from 0 to 1, of the samples of the row's
/// event where <c>event</c> is a key:
/// <code>
/// { "schemaVersion": 1, "tool": "perfharness",
///   "by": [ "command", "tid", "function", "module" ],
///   "measure": "weight" | "samples",                                    what shares are of, and rows are sorted by
///   "events": [ { "name", "unit", "samples", "weight" } ],              of the selected samples
///   "samples": 521, "weight": 522567689,
///   "rows": [ { "command": "worker", "tid": 4801, "function": "spin", "module": "prog",
///               "self":  { "samples", "weight", "share" },
///               "total": { "samples", "weight", "share" } } ] }
/// </code>
/// </summary>
internal sealed class CrossedShareJsonWriter(int top) : IReportWriter<CrossedShares>
{
    private const int SchemaVersion = 1;

    public void Write(CrossedShares report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("tool", "perfharness");
        json.WriteStartArray("by");
        foreach (var key in report.Keys)
        {
            json.WriteStringValue(ShareKeys.GetName(key));
        }

        json.WriteEndArray();
        json.WriteString("measure", report.Measure == Measure.Weight ? "weight" : "samples");
        WriteEvents(json, report.Selection);
        json.WriteNumber("samples", report.Selection.Samples);
        json.WriteNumber("weight", report.Selection.Weight);
        json.WriteStartArray("rows");
        foreach (var row in report.Rows.Take(top))
        {
            WriteRow(json, report, row);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteEvents(Utf8JsonWriter json, SampleSelection selection)
    {
        var sums = new SortedDictionary<int, (long Samples, long Weight)>();
        foreach (var row in selection.Rows)
        {
            var sample = selection.Profile.Samples[row];
            var sum = sums.GetValueOrDefault(sample.Event.Index);
            sums[sample.Event.Index] = (sum.Samples + sample.Count, sum.Weight + sample.Weight);
        }

        json.WriteStartArray("events");
        foreach (var (index, sum) in sums)
        {
            var info = selection.Profile.Events[index];
            json.WriteStartObject();
            json.WriteString("name", info.Name);
            json.WriteString("unit", info.Unit);
            json.WriteNumber("samples", sum.Samples);
            json.WriteNumber("weight", sum.Weight);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter json, CrossedShares report, CrossedShareRow row)
    {
        json.WriteStartObject();
        for (var i = 0; i < report.Keys.Count; i++)
        {
            var name = ShareKeys.GetName(report.Keys[i]);
            if (row.Values[i] is long number)
            {
                json.WriteNumber(name, number);
            }
            else
            {
                json.WriteString(name, (string?)row.Values[i]);
            }
        }

        WriteSum(json, "self", row.SelfSamples, row.SelfWeight, row.GetShare(row.GetSelf(report.Measure), report.Measure));
        WriteSum(json, "total", row.TotalSamples, row.TotalWeight, row.GetShare(row.GetTotal(report.Measure), report.Measure));
        json.WriteEndObject();
    }

    private static void WriteSum(Utf8JsonWriter json, string name, long samples, long weight, double share)
    {
        json.WriteStartObject(name);
        json.WriteNumber("samples", samples);
        json.WriteNumber("weight", weight);
        json.WriteNumber("share", share);
        json.WriteEndObject();
    }
}
