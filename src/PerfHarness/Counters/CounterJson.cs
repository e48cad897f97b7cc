using System.Text.Json;

namespace PerfHarness.Counters;

/// <summary>
/// Writes counters as JSON: <c>{ "counters": [ { "event", "unit", "mean", "deviation", "values": [ one per run ] } ] }</c>.
/// An event that the machine cannot count has no values, and its mean is null.
/// </summary>
internal static class CounterJson
{
    public const int SchemaVersion = 1;

    public static void Write(IReadOnlyList<Counter> counters, string command, Stream output)
    {
        ArgumentNullException.ThrowIfNull(counters);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("tool", "perfharness");
        json.WriteString("command", command);
        json.WriteStartArray("counters");
        foreach (var counter in counters)
        {
            json.WriteStartObject();
            json.WriteString("event", counter.Event);
            json.WriteString("unit", counter.Unit);
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
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
