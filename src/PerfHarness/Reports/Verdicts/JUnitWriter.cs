using System.Globalization;
using System.Text;
using System.Xml;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Reports.Verdicts;

/// <summary>
/// JUnit XML: one suite per benchmark, with a test for the verdict as a whole and one for every function that was tested.
/// A regression is a failure, an inconclusive verdict is skipped. No two hosts agree on a schema: this keeps to what the strictest
/// (Ant's) and the ones of Jenkins have in common, so notes on functions that pass are in the suite's output.
/// </summary>
internal sealed class JUnitWriter : IReportWriter<IReadOnlyList<VerdictReport>>
{
    public void Write(IReadOnlyList<VerdictReport> report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) });
        xml.WriteStartElement("testsuites");
        for (var i = 0; i < report.Count; i++)
        {
            WriteSuite(xml, report[i], i);
        }

        xml.WriteEndElement();
    }

    private static void WriteSuite(XmlWriter xml, VerdictReport report, int id)
    {
        var verdict = report.Figures;
        var functions = verdict.Functions.Where(f => f.IsTested || f.IsFailure).ToList();
        var failed = functions.Count(f => f.IsFailure && verdict.Outcome == GateOutcome.Fail) + (verdict.Outcome == GateOutcome.Fail ? 1 : 0);
        var skipped = verdict.Outcome == GateOutcome.Inconclusive && !report.HasFailed ? 1 : 0;
        xml.WriteStartElement("testsuite");
        WriteAttribute(xml, "package", "perfharness");
        WriteAttribute(xml, "id", id.ToString(CultureInfo.InvariantCulture));
        WriteAttribute(xml, "name", report.Bench);
        var started = report.Started ?? DateTimeOffset.UnixEpoch;
        WriteAttribute(xml, "timestamp", started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        WriteAttribute(xml, "hostname", Environment.MachineName);
        WriteAttribute(xml, "tests", (functions.Count + 1).ToString(CultureInfo.InvariantCulture));
        WriteAttribute(xml, "failures", failed.ToString(CultureInfo.InvariantCulture));
        WriteAttribute(xml, "errors", report.HasFailed ? "1" : "0");
        WriteAttribute(xml, "skipped", skipped.ToString(CultureInfo.InvariantCulture));
        WriteAttribute(xml, "time", FormatSeconds(report.ElapsedSeconds));
        WriteProperties(xml, report);
        xml.WriteStartElement("testcase");
        WriteAttribute(xml, "classname", report.Bench);
        WriteAttribute(xml, "name", "verdict");
        WriteAttribute(xml, "time", FormatSeconds(report.ElapsedSeconds));
        if (report.HasFailed)
        {
            WriteElement(xml, "error", string.Join("; ", report.Reasons), report.NotJudged?.ToString());
        }
        else if (verdict.Outcome == GateOutcome.Fail)
        {
            WriteElement(xml, "failure", VerdictSummary.Create(verdict), string.Join('\n', report.Diagnostics.Select(d => d.ToString())));
        }
        else if (verdict.Outcome == GateOutcome.Inconclusive)
        {
            WriteElement(xml, "skipped", $"{VerdictLabels.GetLabel(report)}: {VerdictLabels.Summarize(report)}", null);
        }

        xml.WriteEndElement();
        foreach (var function in functions)
        {
            WriteFunction(xml, report, function);
        }

        xml.WriteStartElement("system-out");
        foreach (var function in functions.Where(f => f.Outcome != FunctionOutcome.Unchanged))
        {
            var note = $"{SafeText.ToSingleLine(function.Name.Name)}: {VerdictLabels.GetLabel(function.Outcome)}, {function.Text}";
            xml.WriteString("\n" + EscapeInvalidCharacters(note));
        }

        xml.WriteEndElement();
        xml.WriteElementString("system-err", "");
        xml.WriteEndElement();
    }

    private static void WriteProperties(XmlWriter xml, VerdictReport report)
    {
        var verdict = report.Figures;
        xml.WriteStartElement("properties");
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[
            ("outcome", VerdictLabels.GetLabel(report)),
            ("runs", string.Create(CultureInfo.InvariantCulture, $"{verdict.BaselineRuns}+{verdict.CandidateRuns}")),
            ("mode", verdict.Interleaved ? "interleaved" : verdict.Compared ? "stored baseline" : "no comparison"),
            ("baseline", report.Screening ?? "")])
        {
            xml.WriteStartElement("property");
            WriteAttribute(xml, "name", name);
            WriteAttribute(xml, "value", value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteFunction(XmlWriter xml, VerdictReport report, FunctionVerdict function)
    {
        xml.WriteStartElement("testcase");
        WriteAttribute(xml, "classname", $"{report.Bench}.{function.Name.Module}");
        WriteAttribute(xml, "name", function.Name.Name);
        WriteAttribute(xml, "time", "0");
        if (function.IsFailure && report.Figures.Outcome == GateOutcome.Fail)
        {
            var stacks = (report.StackChanges ?? []).Where(s => s.Function == function.Name)
                .Select(s => $"{NumberFormatter.FormatShareChange(s.Change)}: {string.Join(" > ", s.Frames.Select(f => f.Name))}");
            WriteElement(xml, "failure", function.Text, string.Join('\n', stacks));
        }

        xml.WriteEndElement();
    }

    private static void WriteElement(XmlWriter xml, string name, string message, string? text)
    {
        xml.WriteStartElement(name);
        WriteAttribute(xml, "message", message);
        if (name is "failure" or "error")
        {
            WriteAttribute(xml, "type", name == "failure" ? "regression" : "failed");
        }

        if (text is not null)
        {
            xml.WriteString(EscapeInvalidCharacters(text));
        }

        xml.WriteEndElement();
    }

    private static string FormatSeconds(double? seconds) => (seconds ?? 0).ToString("0.000", CultureInfo.InvariantCulture);

    private static void WriteAttribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, SafeText.ToSingleLine(EscapeInvalidCharacters(value)));

    // XML has no way to spell control characters, U+FFFE, U+FFFF and half surrogate pairs.
    private static string EscapeInvalidCharacters(string text)
    {
        if (text.All(c => XmlConvert.IsXmlChar(c)))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else if (XmlConvert.IsXmlChar(text[i]))
            {
                clean.Append(text[i]);
            }
            else
            {
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
        }

        return clean.ToString();
    }
}
