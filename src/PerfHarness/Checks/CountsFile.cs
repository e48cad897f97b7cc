using System.Text.Encodings.Web;
using System.Text.Json;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating.Statistics;

namespace PerfHarness.Checks;

/// <summary>
/// Counts in JSON: a case or a list of cases is read, and the same is written with all results of the test.
/// <code>
///   {"name":"…","kappa":0.01,"baseline":[[535,263,…],…],"candidate":[[…],…],
///    "expected":{"functions":88,"nu0":60,"phi0":1.43,"logFactor":0.02,"sigmaFactor":0.01,"rows":[{"function":0,"before":…},…]}}
/// </code>
/// Properties of the input other than the first four are ignored.
/// </summary>
internal static class CountsFile
{
    /// <param name="file">Name of the input in messages.</param>
    /// <exception cref="InputException">The input is malformed; the message has line and column.</exception>
    public static (IReadOnlyList<CountsCase> Cases, bool IsList) Read(ReadOnlyMemory<byte> json, string file) => CountsParser.Parse(json, file);

    /// <summary>Writes the cases with their results, in the form that was read.</summary>
    public static void Write(CountsCheck check, bool asList, Stream output)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        if (asList)
        {
            writer.WriteStartArray();
        }

        foreach (var (countsCase, test) in check.Results)
        {
            Write(writer, check, countsCase, test);
        }

        if (asList)
        {
            writer.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter writer, CountsCheck check, CountsCase countsCase, ShareTest test)
    {
        writer.WriteStartObject();
        if (countsCase.Name is not null)
        {
            writer.WriteString("name", countsCase.Name);
        }

        writer.WriteNumber("kappa", countsCase.Drift);
        WriteRows(writer, "baseline", countsCase.Baseline);
        WriteRows(writer, "candidate", countsCase.Candidate);
        writer.WriteStartObject("expected");
        writer.WriteNumber("functions", test.FamilySize);
        WriteNumber(writer, "nu0", test.Prior.DegreesOfFreedom);
        WriteNumber(writer, "phi0", test.Prior.Dispersion);
        WriteNumber(writer, "logFactor", test.CommonFactor.Log);
        WriteNumber(writer, "sigmaFactor", test.CommonFactor.Sigma);
        writer.WriteStartArray("rows");
        foreach (var function in test.Functions.Where(f => f.IsInFamily))
        {
            writer.WriteStartObject();
            writer.WriteNumber("function", function.Index);
            WriteNumber(writer, "before", function.Before);
            WriteNumber(writer, "after", function.After);
            WriteNumber(writer, "normalised", function.Normalized);
            WriteNumber(writer, "dispersion", function.Dispersion);
            WriteNumber(writer, "degreesOfFreedom", function.DegreesOfFreedom);
            WriteNumber(writer, "pShare", function.PShare);
            WriteNumber(writer, "pNormalised", function.PNormalized);
            writer.WriteBoolean("fail", check.HasRegressed(test, function));
            writer.WriteBoolean("extend", check.IsBorderline(test, function));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteRows(Utf8JsonWriter writer, string name, IReadOnlyList<IReadOnlyList<long>> rows)
    {
        writer.WriteStartArray(name);
        foreach (var row in rows)
        {
            writer.WriteStartArray();
            foreach (var count in row)
            {
                writer.WriteNumberValue(count);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    // JSON has no NaN: a value that does not exist is null.
    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
