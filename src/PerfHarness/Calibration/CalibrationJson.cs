using System.Text.Json;
using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>Writes calibrations as JSON. Shares and rates are from 0 to 1; bounds are one-sided, 95 %.</summary>
internal static class CalibrationJson
{
    public const int SchemaVersion = 1;

    public static void Write(CalibrationResult calibration, string command, Stream output)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        using var json = CreateWriter(output);
        Write(json, calibration, null, command);
    }

    /// <summary>Several benchmarks as an array, each with its name as <c>bench</c>.</summary>
    internal static void WriteList(IReadOnlyList<BenchCalibration> calibrations, Stream output)
    {
        using var json = CreateWriter(output);
        json.WriteStartArray();
        foreach (var calibration in calibrations)
        {
            Write(json, calibration.Result, calibration.Bench, calibration.Subject);
        }

        json.WriteEndArray();
    }

    private static Utf8JsonWriter CreateWriter(Stream output) => new(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });

    private static void Write(Utf8JsonWriter json, CalibrationResult calibration, string? bench, string command)
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("tool", "perfharness");
        if (bench is not null)
        {
            json.WriteString("bench", bench);
        }

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
        WriteList(json, "splits", calibration.Splits, Write);
        WriteList(json, "detectable", calibration.DetectableRises, Write);
        WriteList(json, "planted", calibration.InjectedRegressions, Write);
        WriteList(json, "noise", calibration.Noise, Write);
        WriteStored(json, calibration.Stored);
        json.WriteEndObject();
    }

    // Only where it was asked for.
    private static void WriteStored(Utf8JsonWriter json, StoredCalibration? stored)
    {
        if (stored is null)
        {
            return;
        }

        json.WriteStartObject("stored");
        json.WriteNumber("sessions", stored.Sessions);
        json.WriteNumber("baselineRuns", stored.BaselineRuns);
        WriteList(json, "identical", stored.Rates, static (json, rates) =>
        {
            json.WriteNumber("maximumRuns", rates.MaximumRuns);
            Write(json, "confirmed", rates.Confirmed);
            Write(json, "failed", rates.Failed);
            Write(json, "inconclusive", rates.Inconclusive);
            json.WriteNumber("meanRuns", rates.MeanRuns);
            WriteNumber(json, "meanMinutes", rates.MeanMinutes);
        });
        WriteList(json, "smallestRises", stored.Rises, (json, rise) =>
        {
            Write(json, rise.Function);
            json.WriteNumber("share", rise.Share);
            WriteList(json, "rises", rise.Smallest.Select((smallest, i) => (Smallest: smallest, stored.Rates[i].MaximumRuns)), static (json, found) =>
            {
                json.WriteNumber("maximumRuns", found.MaximumRuns);
                WriteNumber(json, "rise", found.Smallest);
            });
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SplitRates split)
    {
        json.WriteString("plan", split.Plan switch { SplitPlan.SingleLook => "oneLook", SplitPlan.Staged => "staged", _ => "stored" });
        json.WriteNumber("baselineRuns", split.BaselineRuns);
        json.WriteNumber("candidateRuns", split.CandidateRuns);
        Write(json, "failed", split.Failed);
        Write(json, "inconclusive", split.Inconclusive);
        Write(json, "warned", split.Warned);
        json.WriteNumber("meanRuns", split.MeanRuns);
        WriteList(json, "functions", split.Functions, static (json, function) =>
        {
            json.WriteString("function", function.Function);
            json.WriteNumber("times", function.Times);
        });
    }

    private static void Write(Utf8JsonWriter json, DetectableRise rise)
    {
        json.WriteNumber("runs", rise.RunsPerSide);
        json.WriteNumber("median", rise.Median);
        json.WriteNumber("worst", rise.Largest);
        json.WriteBoolean("resampled", rise.Resampled);
    }

    private static void Write(Utf8JsonWriter json, InjectedRegression regression)
    {
        Write(json, regression.Function);
        json.WriteNumber("share", regression.Share);
        json.WriteNumber("shift", regression.Rise);
        Write(json, "found", regression.Detected);
        Write(json, "inconclusive", regression.Inconclusive);
        Write(json, "others", regression.OtherFailures);
        json.WriteNumber("meanRuns", regression.MeanRuns);
    }

    private static void WriteStartup(Utf8JsonWriter json, StartupNoise? startup)
    {
        if (startup is null)
        {
            json.WriteNull("start");
            return;
        }

        json.WriteStartObject("start");
        json.WriteBoolean("noisy", startup.IsNoisy);
        WriteNumber(json, "early", startup.EarlyDispersion);
        WriteNumber(json, "late", startup.LateDispersion);
        WriteNumber(json, "earlyCompiler", startup.EarlyJitShare);
        WriteNumber(json, "lateCompiler", startup.LateJitShare);
        json.WriteNumber("unoptimized", startup.MeanUnoptimizedShare);
        json.WriteNumber("mostUnoptimized", startup.MaxUnoptimizedShare);
        WriteNumber(json, "settledSeconds", startup.SettlingSeconds);
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

    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
