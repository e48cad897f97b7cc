using System.Globalization;
using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>
/// Writes <c>report.json</c>, for scripts. <c>schemaVersion</c> changes only when an existing property changes its
/// meaning or is removed; properties may be added. Shares are from 0 to 1, times in seconds:
/// <code>
/// { "schemaVersion": 1, "tool": "perfharness",
///   "origin":    { "hostName", "osRelease", "architecture", "cpus", "cpuModel", "perfVersion", "commandLine": [] },   what is not known is null
///   "events":    [ { "name", "unit", "frequency" } ],                                frequency 0: sampled by period
///   "event":     "cpu-clock", "measure": "weight" | "samples",                       what the shares below are of
///   "samples":   3012, "weight": 3021063108,                                         all runs
///   "runs":      [ { "source", "started", "wallSeconds", "cpuSeconds", "lostSamples", "samples", "weight" } ],
///   "functions": [ { "module", "name", "kind", "named", "source": { "file", "line", "column" } | null,
///                    "self":  { "samples", "share", "mean", "deviation", "min", "max", "runs": [ share of each run ] },
///                    "total": { the same } } ],                                      largest self first
///   "threads":   [ { "pid", "tid", "command", "samples", "weight" } ],               null where the input does not say
///   "stacks":    [ { "thread", "event", "run", "samples", "weight", "frames": [] } ], these two with <c>export</c> only
///   "resolution": { "classes": [ { "class", "frames", "leaves" } ],
///                   "unnamed": [ { "module", "frames", "leaves", "reason" } ] },     frames counted once per sample
///   "diagnostics": [ { "code", "severity", "message", "remedy", "file", "line" } ] }
/// </code>
/// <c>share</c> is of all runs together, <c>mean</c> of the runs' own shares; <c>runs</c> has the runs with samples only,
/// in order. A stack's samples have <c>thread</c>, <c>event</c>, <c>run</c> and <c>frames</c> (functions, root first) in common, which are
/// positions in the arrays of these names. <c>kind</c> is one of native, kernel, JIT, ReadyToRun, stub, unknown.
/// </summary>
internal sealed class JsonReportWriter : IReportWriter<JsonReport>
{
    public const int SchemaVersion = 1;

    public void Write(JsonReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        var shares = report.Shares;
        var profile = shares.Selection.Profile;
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("tool", "perfharness");
        WriteOrigin(json, profile.Origin);
        WriteEvents(json, shares);
        json.WriteNumber("samples", shares.Samples);
        json.WriteNumber("weight", shares.Selection.Weight);
        WriteRuns(json, shares);
        json.WriteStartArray("functions");
        foreach (var row in shares.Rows)
        {
            WriteFunction(json, shares, row);
        }

        json.WriteEndArray();
        if (report.HasStacks)
        {
            JsonStackWriter.Write(json, shares);
        }

        WriteSymbolCoverage(json, report.SymbolCoverage);
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in profile.Diagnostics)
        {
            WriteDiagnostic(json, diagnostic);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void WriteOrigin(Utf8JsonWriter json, ProfileOrigin origin)
    {
        json.WriteStartObject("origin");
        json.WriteString("hostName", origin.HostName);
        json.WriteString("osRelease", origin.OsRelease);
        json.WriteString("architecture", origin.Architecture);
        WriteNumber(json, "cpus", origin.Cpus);
        json.WriteString("cpuModel", origin.CpuModel);
        json.WriteString("perfVersion", origin.PerfVersion);
        json.WriteStartArray("commandLine");
        foreach (var argument in origin.CommandLine)
        {
            json.WriteStringValue(argument);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEvents(Utf8JsonWriter json, SelfShares shares)
    {
        var profile = shares.Selection.Profile;
        json.WriteStartArray("events");
        foreach (var info in profile.Events)
        {
            json.WriteStartObject();
            json.WriteString("name", info.Name);
            json.WriteString("unit", info.Unit);
            json.WriteNumber("frequency", info.Frequency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var first = shares.Selection.Rows.Count == 0 ? null : profile.Events[profile.Samples[shares.Selection.Rows[0]].Event.Index].Name;
        json.WriteString("event", first);
        json.WriteString("measure", shares.Measure == Measure.Weight ? "weight" : "samples");
    }

    private static void WriteRuns(Utf8JsonWriter json, SelfShares shares)
    {
        var profile = shares.Selection.Profile;
        var samples = new long[profile.Runs.Count];
        var weights = new long[profile.Runs.Count];
        foreach (var row in shares.Selection.Rows)
        {
            var sample = profile.Samples[row];
            samples[sample.Run.Index] += sample.Count;
            weights[sample.Run.Index] += sample.Weight;
        }

        json.WriteStartArray("runs");
        for (var i = 0; i < profile.Runs.Count; i++)
        {
            var run = profile.Runs[i];
            json.WriteStartObject();
            json.WriteString("source", run.Source);
            json.WriteString("started", run.Started?.ToString("O", CultureInfo.InvariantCulture));
            WriteNumber(json, "wallSeconds", run.WallTime?.TotalSeconds);
            WriteNumber(json, "cpuSeconds", run.CpuTime?.TotalSeconds);
            json.WriteNumber("lostSamples", run.LostSamples);
            json.WriteNumber("samples", samples[i]);
            json.WriteNumber("weight", weights[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFunction(Utf8JsonWriter json, SelfShares shares, ShareRow row)
    {
        json.WriteStartObject();
        json.WriteString("module", row.Name.Module);
        json.WriteString("name", row.Name.Name);
        json.WriteString("kind", FrameKindLabels.GetLabel(row.Kind));
        json.WriteBoolean("named", row.Named);
        if (row.Function is { } id && shares.Selection.Profile.Functions[id].Source is { } source)
        {
            json.WriteStartObject("source");
            json.WriteString("file", source.File);
            json.WriteNumber("line", source.Line);
            json.WriteNumber("column", source.Column);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("source");
        }

        WriteStatistics(json, "self", row.SelfSamples, row.Self, row.SelfByRun, shares.RunSums);
        WriteStatistics(json, "total", row.TotalSamples, row.Total, row.TotalByRun, shares.RunSums);
        json.WriteEndObject();
    }

    private static void WriteStatistics(
        Utf8JsonWriter json, string name, long samples, ShareStatistics spread, IReadOnlyList<long> parts, IReadOnlyList<long> sums)
    {
        json.WriteStartObject(name);
        json.WriteNumber("samples", samples);
        json.WriteNumber("share", spread.Pooled);
        json.WriteNumber("mean", spread.Mean);
        json.WriteNumber("deviation", spread.StandardDeviation);
        json.WriteNumber("min", spread.Min);
        json.WriteNumber("max", spread.Max);
        json.WriteStartArray("runs");
        for (var i = 0; i < parts.Count; i++)
        {
            json.WriteNumberValue(sums[i] > 0 ? (double)parts[i] / sums[i] : 0);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSymbolCoverage(Utf8JsonWriter json, SymbolCoverage resolution)
    {
        json.WriteStartObject("resolution");
        json.WriteStartArray("classes");
        foreach (var @class in Enum.GetValues<SymbolCoverageClass>())
        {
            json.WriteStartObject();
            json.WriteString("class", JsonNamingPolicy.CamelCase.ConvertName(@class.ToString()));
            WriteCount(json, resolution[@class]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("unnamed");
        foreach (var module in resolution.UnnamedModules)
        {
            json.WriteStartObject();
            json.WriteString("module", module.Module);
            WriteCount(json, module.Count);
            json.WriteString("reason", module.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter json, SymbolCoverageCount count)
    {
        json.WriteNumber("frames", count.Frames);
        json.WriteNumber("leaves", count.Leaves);
    }

    private static void WriteDiagnostic(Utf8JsonWriter json, Diagnostic diagnostic)
    {
        json.WriteStartObject();
        json.WriteString("code", diagnostic.Code.ToString());
        json.WriteString("severity", diagnostic.Severity.ToString().ToLowerInvariant());
        json.WriteString("message", diagnostic.Message);
        json.WriteString("remedy", diagnostic.Remedy);
        json.WriteString("file", diagnostic.File);
        json.WriteNumber("line", diagnostic.Line);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
