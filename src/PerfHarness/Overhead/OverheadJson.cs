using System.Text.Json;

namespace PerfHarness.Overhead;

/// <summary>
/// Writes what observing costs as JSON: <c>{ "command", "rounds", "observers": [ { "name", "kind", "available", "reason", "wall",
/// "user", "system": { "mean", "deviation", "values" }, "wallRatio", "cpuRatio": { "value", "low", "high", "adjustedP" },
/// "observerWall", "observerCpu": { … }, "bytes" } ] }</c>. Times are seconds: of the command itself, and of what the observer added.
/// Ratios are in relation to the first observer, which is none.
/// </summary>
internal static class OverheadJson
{
    public const int SchemaVersion = 1;

    public static void Write(OverheadReport report, string command, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("tool", "perfharness");
        json.WriteString("command", command);
        json.WriteNumber("rounds", report.Rounds);
        json.WriteBoolean("interrupted", report.IsInterrupted);
        json.WriteStartArray("observers");
        foreach (var cost in report.Costs)
        {
            json.WriteStartObject();
            json.WriteString("name", cost.Observer.Title);
            json.WriteString("kind", cost.Observer.Kind);
            json.WriteBoolean("available", cost.Obstacle is null);
            json.WriteString("reason", cost.Obstacle);
            if (cost.Runs.Count > 0)
            {
                WriteTimes(json, "wall", cost, run => run.Wall);
                WriteTimes(json, "user", cost, run => run.User);
                WriteTimes(json, "system", cost, run => run.System);
                WriteRatio(json, "wallRatio", cost.Wall);
                WriteRatio(json, "cpuRatio", cost.Cpu);
                WriteTimes(json, "observerWall", cost, run => run.ObserverWall);
                WriteTimes(json, "observerCpu", cost, run => run.ObserverCpu);
                json.WriteNumber("bytes", Math.Round(cost.GetMean(run => run.Bytes)));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTimes(Utf8JsonWriter json, string name, ObserverCost cost, Func<ObservedRun, double> select)
    {
        json.WriteStartObject(name);
        json.WriteNumber("mean", cost.GetMean(select));
        json.WriteNumber("deviation", cost.GetDeviation(select));
        json.WriteStartArray("values");
        foreach (var run in cost.Runs)
        {
            json.WriteNumberValue(select(run));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRatio(Utf8JsonWriter json, string name, CostRatio? ratio)
    {
        if (ratio is not null && double.IsFinite(ratio.High))
        {
            json.WriteStartObject(name);
            json.WriteNumber("value", ratio.Ratio);
            json.WriteNumber("low", ratio.Low);
            json.WriteNumber("high", ratio.High);
            json.WriteNumber("adjustedP", ratio.AdjustedP);
            json.WriteEndObject();
        }
    }
}
