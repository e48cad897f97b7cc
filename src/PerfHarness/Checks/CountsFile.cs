using System.Text.Encodings.Web;
using System.Text.Json;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating.Statistics;

namespace PerfHarness.Checks;

/// <summary>
/// The test alone, on counts that stand in JSON: a case or a list of cases in, the same with every figure out.
/// <code>
///   {"name":"…","kappa":0.01,"baseline":[[535,263,…],…],"candidate":[[…],…],
///    "expected":{"functions":88,"nu0":60,"phi0":1.43,"logFactor":0.02,"sigmaFactor":0.01,"rows":[{"function":0,"before":…},…]}}
/// </code>
/// What an input has besides the first four properties is skipped.
/// </summary>
internal static class CountsFile
{
    /// <param name="file">Where the text comes from, for messages.</param>
    /// <exception cref="InputException">It is not of this form; the message has the line and column.</exception>
    public static (IReadOnlyList<CountsCase> Cases, bool IsList) Read(ReadOnlyMemory<byte> json, string file) => CountsParser.Parse(json, file);

    /// <summary>Judges every case and writes it with its figures, in the form that was read.</summary>
    /// <param name="tau">Smallest rise that matters, as a share.</param>
    /// <param name="alpha">Error for all functions of a case together, in one look.</param>
    public static void Write(IReadOnlyList<CountsCase> cases, bool asList, Stream output, double tau = CountsCase.DefaultMinimumRise, double alpha = CountsCase.DefaultAlpha)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        if (asList)
        {
            writer.WriteStartArray();
        }

        foreach (var one in cases)
        {
            Write(writer, one, tau, alpha);
        }

        if (asList)
        {
            writer.WriteEndArray();
        }
    }

    /// <summary>Functions that would fail, and whether more runs could tell more, over all cases.</summary>
    public static (int Failing, int Open) Summarize(IReadOnlyList<CountsCase> cases, double tau = CountsCase.DefaultMinimumRise, double alpha = CountsCase.DefaultAlpha)
    {
        ArgumentNullException.ThrowIfNull(cases);
        var tests = cases.Select(c => c.RunTest()).ToList();
        return (tests.Sum(t => t.Functions.Count(f => f.HasRisen(t.FamilySize, alpha, tau))),
            tests.Sum(t => t.Functions.Count(f => f.IsBorderline(t.FamilySize, alpha, tau))));
    }

    private static void Write(Utf8JsonWriter writer, CountsCase one, double tau, double alpha)
    {
        var test = one.RunTest();
        writer.WriteStartObject();
        if (one.Name is not null)
        {
            writer.WriteString("name", one.Name);
        }

        writer.WriteNumber("kappa", one.Drift);
        WriteRows(writer, "baseline", one.Baseline);
        WriteRows(writer, "candidate", one.Candidate);
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
            writer.WriteBoolean("fail", function.HasRisen(test.FamilySize, alpha, tau));
            writer.WriteBoolean("extend", function.IsBorderline(test.FamilySize, alpha, tau));
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

    // JSON knows no NaN: a figure that does not exist is null.
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
