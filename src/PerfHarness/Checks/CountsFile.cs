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
public static class CountsFile
{
    /// <param name="file">Where the text comes from, for messages.</param>
    /// <exception cref="InputException">It is not of this form; the message has the line and column.</exception>
    public static (IReadOnlyList<CountsCase> Cases, bool IsList) Read(ReadOnlyMemory<byte> json, string file) => CountsParser.Parse(json, file);

    /// <summary>Judges every case and writes it with its figures, in the form that was read.</summary>
    /// <param name="tau">Smallest rise that matters, as a share.</param>
    /// <param name="alpha">Error for all functions of a case together, in one look.</param>
    public static void Write(IReadOnlyList<CountsCase> cases, bool asList, Stream output, double tau = CountsCase.DefaultTau, double alpha = CountsCase.DefaultAlpha)
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
    public static (int Failing, int Open) Summarize(IReadOnlyList<CountsCase> cases, double tau = CountsCase.DefaultTau, double alpha = CountsCase.DefaultAlpha)
    {
        ArgumentNullException.ThrowIfNull(cases);
        var tests = cases.Select(c => c.Test()).ToList();
        return (tests.Sum(t => t.Functions.Count(f => f.Rose(t.FamilySize, alpha, tau))),
            tests.Sum(t => t.Functions.Count(f => f.AtTheBar(t.FamilySize, alpha, tau))));
    }

    private static void Write(Utf8JsonWriter writer, CountsCase one, double tau, double alpha)
    {
        var test = one.Test();
        writer.WriteStartObject();
        if (one.Name is not null)
        {
            writer.WriteString("name", one.Name);
        }

        writer.WriteNumber("kappa", one.Kappa);
        Rows(writer, "baseline", one.Baseline);
        Rows(writer, "candidate", one.Candidate);
        writer.WriteStartObject("expected");
        writer.WriteNumber("functions", test.FamilySize);
        Number(writer, "nu0", test.Prior.DegreesOfFreedom);
        Number(writer, "phi0", test.Prior.Dispersion);
        Number(writer, "logFactor", test.Common.Log);
        Number(writer, "sigmaFactor", test.Common.Sigma);
        writer.WriteStartArray("rows");
        foreach (var function in test.Functions.Where(f => f.InFamily))
        {
            writer.WriteStartObject();
            writer.WriteNumber("function", function.Index);
            Number(writer, "before", function.Before);
            Number(writer, "after", function.After);
            Number(writer, "normalised", function.Normalised);
            Number(writer, "dispersion", function.Dispersion);
            Number(writer, "degreesOfFreedom", function.DegreesOfFreedom);
            Number(writer, "pShare", function.PShare);
            Number(writer, "pNormalised", function.PNormalised);
            writer.WriteBoolean("fail", function.Rose(test.FamilySize, alpha, tau));
            writer.WriteBoolean("extend", function.AtTheBar(test.FamilySize, alpha, tau));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Rows(Utf8JsonWriter writer, string name, IReadOnlyList<IReadOnlyList<long>> rows)
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
    private static void Number(Utf8JsonWriter writer, string name, double value)
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
