using System.Text.Json;
using PerfHarness.Profiles;

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
        json.WriteNumber("runs", calibration.RunCount);
        json.WriteNumber("functions", calibration.FunctionCount);
        json.WriteNumber("seed", calibration.Seed);
        json.WriteBoolean("trustworthy", calibration.IsTrustworthy);
        json.WriteNumber("medianSamples", calibration.MedianSamples);
        json.WriteNumber("fewestSamples", calibration.FewestSamples);
        WriteNumber(json, "medianSeconds", calibration.MedianSeconds);
        WriteNumber(json, "totalDeviation", calibration.TotalDeviation);
        json.WriteNumber("typicalDispersion", calibration.TypicalDispersion);
        WriteStrings(json, "problems", calibration.Problems);
        WriteStrings(json, "drifted", calibration.DriftedFunctions);
        WriteStrings(json, "advice", calibration.Advice);
        WriteStartup(json, calibration.Startup);
        WriteList(json, "splits", calibration.Splits, split =>
        {
            json.WriteString("plan", split.Plan switch { SplitPlan.SingleLook => "oneLook", SplitPlan.Staged => "staged", _ => "stored" });
            json.WriteNumber("baselineRuns", split.BaselineRuns);
            json.WriteNumber("candidateRuns", split.CandidateRuns);
            Write(json, "failed", split.Failed);
            Write(json, "inconclusive", split.Inconclusive);
            Write(json, "warned", split.Warned);
            json.WriteNumber("meanRuns", split.MeanRuns);
            WriteList(json, "functions", split.Functions, f =>
            {
                json.WriteString("function", f.Function);
                json.WriteNumber("times", f.Times);
            });
        });
        WriteList(json, "detectable", calibration.DetectableRises, d =>
        {
            json.WriteNumber("runs", d.RunsPerSide);
            json.WriteNumber("median", d.Median);
            json.WriteNumber("worst", d.Largest);
            json.WriteBoolean("resampled", d.Resampled);
        });
        WriteList(json, "planted", calibration.InjectedRegressions, p =>
        {
            Write(json, p.Function);
            json.WriteNumber("share", p.Share);
            json.WriteNumber("shift", p.Rise);
            Write(json, "found", p.Detected);
            Write(json, "inconclusive", p.Inconclusive);
            Write(json, "others", p.OtherFailures);
            json.WriteNumber("meanRuns", p.MeanRuns);
        });
        WriteList(json, "noise", calibration.Noise, n => Write(json, n));
        json.WriteEndObject();
    }

    private static void WriteStartup(Utf8JsonWriter json, StartupNoise? start)
    {
        if (start is null)
        {
            json.WriteNull("start");
            return;
        }

        json.WriteStartObject("start");
        json.WriteBoolean("noisy", start.IsNoisy);
        WriteNumber(json, "early", start.EarlyDispersion);
        WriteNumber(json, "late", start.LateDispersion);
        WriteNumber(json, "earlyCompiler", start.EarlyJitShare);
        WriteNumber(json, "lateCompiler", start.LateJitShare);
        json.WriteNumber("unoptimized", start.MeanUnoptimizedShare);
        json.WriteNumber("mostUnoptimized", start.MaxUnoptimizedShare);
        WriteNumber(json, "settledSeconds", start.SettlingSeconds);
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
        json.WriteNumber("p", noise.PValue);
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
        foreach (var rise in noise.DetectableRises)
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
        WriteNumber(json, "share", double.IsNaN(rate.Share) ? null : rate.Share);
        json.WriteNumber("upperBound", rate.UpperBound);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
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

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
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
