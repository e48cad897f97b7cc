using System.Text.Json;

namespace PerfHarness.Counters;

/// <summary>
/// Writes counters as JSON: <c>{ "command", "runs", "elapsed", "user", "system": { "mean", "deviation", "values" }, "counters":
/// [ { "event", "unit", "state", "mean", "deviation", "values": [ one per run ], "running", "derived": { "value", "unit" } } ] }</c>.
/// An event that was not counted has no values, and its mean is null. An interval has its end as <c>"time"</c>, in seconds.
/// </summary>
internal static class CounterJson
{
    public const int SchemaVersion = 1;

    /// <param name="indented">Over several lines; otherwise on one, as a row of JSON lines.</param>
    /// <param name="writeMore">Writes further properties.</param>
    public static void Write(CounterReport report, string command, Stream output, bool indented = true, Action<Utf8JsonWriter>? writeMore = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = indented, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("tool", "perfharness");
        json.WriteString("command", command);
        if (report.Time.Length > 0)
        {
            json.WriteNumber("time", double.Parse(report.Time.Replace(',', '.'), System.Globalization.CultureInfo.InvariantCulture));
        }

        json.WriteNumber("runs", report.Runs);
        json.WriteBoolean("interrupted", report.IsInterrupted);
        WriteTimes(json, "elapsed", report.Elapsed);
        WriteTimes(json, "user", report.User);
        WriteTimes(json, "system", report.System);
        json.WriteStartArray("counters");
        foreach (var counter in report.Counters)
        {
            Write(json, counter, DerivedFigure.Create(counter, report.Counters, report.Elapsed.DefaultIfEmpty().Average()));
        }

        json.WriteEndArray();
        writeMore?.Invoke(json);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Counter counter, DerivedFigure? derived)
    {
        json.WriteStartObject();
        if (counter.Scope.Length > 0)
        {
            json.WriteString("scope", counter.Scope);
        }

        json.WriteString("event", counter.Event);
        json.WriteString("unit", counter.Unit);
        json.WriteString("state", counter.State switch
        {
            CounterState.NotSupported => "notSupported",
            CounterState.NotCounted => "notCounted",
            _ => "counted",
        });
        WriteStatistics(json, counter);
        if (counter.State == CounterState.Counted)
        {
            json.WriteNumber("running", Math.Round(counter.RunningShare, 4));
        }

        if (derived is not null)
        {
            json.WriteStartObject("derived");
            json.WriteNumber("value", derived.Value);
            json.WriteString("unit", derived.IsPercent ? $"% {derived.Unit}" : derived.Unit);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTimes(Utf8JsonWriter json, string name, IReadOnlyList<double> seconds)
    {
        if (seconds.Count > 0)
        {
            json.WriteStartObject(name);
            WriteStatistics(json, new Counter(name, "", seconds));
            json.WriteEndObject();
        }
    }

    private static void WriteStatistics(Utf8JsonWriter json, Counter counter)
    {
        if (counter.Values.Count > 0)
        {
            json.WriteNumber("mean", counter.Mean);
            json.WriteNumber("deviation", counter.StandardDeviation);
        }
        else
        {
            json.WriteNull("mean");
            json.WriteNull("deviation");
        }

        json.WriteStartArray("values");
        foreach (var value in counter.Values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
