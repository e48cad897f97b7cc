using System.Text.Json;
using PerfHarness.Profiles;
using PerfHarness.Runs;

namespace PerfHarness.Calibration;

/// <summary>Writes a calibration for scripts. Shares and rates are from 0 to 1; bounds are one-sided, 95 %.</summary>
public static class CalibrationJson
{
    public const int SchemaVersion = 1;

    public static void Write(CalibrationResult calibration, string command, Stream output)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("tool", "perfharness");
        json.WriteString("command", command);
        json.WriteNumber("runs", calibration.Runs);
        json.WriteNumber("functions", calibration.Functions);
        json.WriteNumber("seed", calibration.Seed);
        json.WriteBoolean("trustworthy", calibration.Trustworthy);
        json.WriteNumber("medianSamples", calibration.MedianSamples);
        json.WriteNumber("fewestSamples", calibration.FewestSamples);
        Number(json, "medianSeconds", calibration.MedianSeconds);
        Number(json, "totalDeviation", calibration.TotalDeviation);
        json.WriteNumber("typicalDispersion", calibration.TypicalDispersion);
        Texts(json, "problems", calibration.Problems);
        Texts(json, "drifted", calibration.Drifted);
        Texts(json, "advice", calibration.Advice);
        WriteStart(json, calibration.Start);
        List(json, "splits", calibration.Splits, split =>
        {
            json.WriteString("plan", split.Plan switch { SplitPlan.OneLook => "oneLook", SplitPlan.Staged => "staged", _ => "stored" });
            json.WriteNumber("baselineRuns", split.BaselineRuns);
            json.WriteNumber("candidateRuns", split.CandidateRuns);
            Write(json, "failed", split.Failed);
            Write(json, "inconclusive", split.Inconclusive);
            Write(json, "warned", split.Warned);
            json.WriteNumber("meanRuns", split.MeanRuns);
            List(json, "functions", split.Functions, f =>
            {
                json.WriteString("function", f.Function);
                json.WriteNumber("times", f.Times);
            });
        });
        List(json, "detectable", calibration.Detectable, d =>
        {
            json.WriteNumber("runs", d.Runs);
            json.WriteNumber("median", d.Median);
            json.WriteNumber("worst", d.Worst);
            json.WriteBoolean("resampled", d.Resampled);
        });
        List(json, "planted", calibration.Planted, p =>
        {
            Write(json, p.Function);
            json.WriteNumber("share", p.Share);
            json.WriteNumber("shift", p.Shift);
            Write(json, "found", p.Found);
            Write(json, "inconclusive", p.Open);
            Write(json, "others", p.Others);
            json.WriteNumber("meanRuns", p.MeanRuns);
        });
        List(json, "noise", calibration.Noise, n => Write(json, n));
        json.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter json, StartupNoise? start)
    {
        if (start is null)
        {
            json.WriteNull("start");
            return;
        }

        json.WriteStartObject("start");
        json.WriteBoolean("noisy", start.IsNoisy);
        Number(json, "early", start.Early);
        Number(json, "late", start.Late);
        Number(json, "earlyCompiler", start.EarlyCompiler);
        Number(json, "lateCompiler", start.LateCompiler);
        json.WriteNumber("unoptimized", start.Unoptimized);
        json.WriteNumber("mostUnoptimized", start.MostUnoptimized);
        Number(json, "settledSeconds", start.Settled);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FunctionNoise noise)
    {
        Write(json, noise.Name);
        json.WriteString("kind", noise.Kind switch { NoiseKind.Steady => "steady", NoiseKind.Noisy => "noisy", _ => "switching" });
        json.WriteNumber("share", noise.Share);
        json.WriteNumber("lowest", noise.Lowest);
        json.WriteNumber("highest", noise.Highest);
        json.WriteNumber("dispersion", noise.Dispersion);
        json.WriteNumber("p", noise.P);
        if (noise.Modes is var (runs, low, high))
        {
            json.WriteStartObject("modes");
            json.WriteNumber("upperRuns", runs);
            json.WriteNumber("low", low);
            json.WriteNumber("high", high);
            json.WriteEndObject();
        }

        if (noise.Counterpart is { } counterpart)
        {
            json.WriteString("counterpart", counterpart.ToString());
        }

        json.WriteStartArray("detectable");
        foreach (var rise in noise.Detectable)
        {
            if (double.IsFinite(rise))
            {
                json.WriteNumberValue(rise);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, FunctionName name)
    {
        json.WriteString("module", name.Module);
        json.WriteString("name", name.Name);
    }

    private static void Write(Utf8JsonWriter json, string name, Rate rate)
    {
        json.WriteStartObject(name);
        json.WriteNumber("hits", rate.Hits);
        json.WriteNumber("trials", rate.Trials);
        Number(json, "share", double.IsNaN(rate.Share) ? null : rate.Share);
        json.WriteNumber("upperBound", rate.UpperBound);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
