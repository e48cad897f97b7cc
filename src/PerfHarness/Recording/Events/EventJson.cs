using System.Text.Json;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording.Events;

/// <summary>
/// Writes events as JSON: <c>{ "events": [ { "name", "kind", "unit", "recorded", "available", "problem", "detail", "fields": [ { "name",
/// "type", "size" } ] } ], "notes": [ { "code", "reason", "remedy" } ] }</c>; <c>recorded</c> is <c>each</c>, <c>frequency</c> or <c>counted</c>.
/// </summary>
internal static class EventJson
{
    public const int SchemaVersion = 1;

    public static void Write(IReadOnlyList<RecordableEvent> events, IReadOnlyList<Diagnostic> diagnostics, bool withFields, Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("tool", "perfharness");
        json.WriteStartArray("events");
        foreach (var item in events)
        {
            Write(item, withFields, json);
        }

        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var diagnostic in diagnostics)
        {
            json.WriteStartObject();
            json.WriteString("code", diagnostic.Code.ToString());
            json.WriteString("reason", diagnostic.Message);
            json.WriteString("remedy", diagnostic.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(RecordableEvent item, bool withFields, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", item.Name);
        json.WriteString("kind", Lower(item.Kind.ToString()));
        json.WriteString("unit", item.Unit);
        json.WriteString("recorded", Lower(item.Recorded.ToString()));
        json.WriteBoolean("available", item.Problem is null);
        json.WriteString("problem", item.Problem);
        json.WriteString("detail", item.Detail);
        if (withFields)
        {
            json.WriteStartArray("fields");
            foreach (var field in item.ReadFields())
            {
                json.WriteStartObject();
                json.WriteString("name", field.Name);
                json.WriteString("type", field.Type);
                json.WriteNumber("size", field.Size);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static string Lower(string text) => text.ToLowerInvariant();
}
