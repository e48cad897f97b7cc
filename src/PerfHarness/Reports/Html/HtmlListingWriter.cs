using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Instructions;
using PerfHarness.Reports.Svg;

namespace PerfHarness.Reports.Html;

/// <summary>
/// A function's instructions as a page: a section a body, jumps as links. Its content security policy allows its one style sheet by
/// its hash and nothing else: no script, and no network.
/// </summary>
internal sealed class HtmlListingWriter : IReportWriter<CodeListing>
{
    private static readonly string Style = ReportAsset.Load("listing.html.css");

    private readonly SourceFiles _files = new();

    public void Write(CodeListing report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var writer = new Utf8Writer(output);
        var title = XmlText.Escape(report.Title);
        var style = ReportAsset.ComputeHash(Style);
        writer.WriteRaw(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src '{style}'">
            <meta name="viewport" content="width=device-width">
            <title>{title}</title>
            <style>{Style}</style>
            </head>
            <body>
            <h1>{title}</h1>

            """);
        if (report.Function.Source is { } source)
        {
            WriteParagraph(writer, source.File);
        }

        WriteParagraph(writer, report.GetCountingNote());
        if (report.Samples > 0)
        {
            WriteParagraph(writer, report.SkidNote);
            WriteContents(writer, report);
        }

        for (var i = 0; i < report.Bodies.Count; i++)
        {
            WriteBody(writer, report, i);
        }

        writer.WriteRaw("</body>\n</html>\n"u8);
        writer.Flush();
    }

    private static void WriteContents(Utf8Writer writer, CodeListing report)
    {
        writer.WriteRaw("<nav>\n"u8);
        for (var i = 0; i < report.Bodies.Count; i++)
        {
            writer.WriteRaw(string.Create(CultureInfo.InvariantCulture,
                $"<a href=\"#b{i}\">{XmlText.Escape(report.GetBodyTitle(report.Bodies[i]))}</a>\n"));
        }

        writer.WriteRaw("</nav>\n"u8);
    }

    private void WriteBody(Utf8Writer writer, CodeListing report, int index)
    {
        var body = report.Bodies[index];
        writer.WriteRaw(string.Create(CultureInfo.InvariantCulture,
            $"<section id=\"b{index}\">\n<h2>{XmlText.Escape(report.GetBodyTitle(body))}</h2>\n"));
        foreach (var note in body.GetNotes())
        {
            WriteParagraph(writer, note);
        }

        writer.WriteRaw("<table>\n"u8);
        if (body.Instructions.Count > 0)
        {
            writer.WriteRaw("<thead><tr><th class=\"n\">percent<th class=\"n\">samples<th class=\"n\">address<th>bytes<th>instruction"u8);
            writer.WriteRaw("</tr></thead>\n"u8);
            WriteInstructions(writer, report, body, index);
        }
        else
        {
            writer.WriteRaw("<thead><tr><th class=\"n\">percent<th class=\"n\">samples<th class=\"n\">line<th>source</tr></thead>\n"u8);
            WriteLocations(writer, report, body);
        }

        writer.WriteRaw("</table>\n</section>\n"u8);
    }

    private void WriteInstructions(Utf8Writer writer, CodeListing report, BodyListing body, int index)
    {
        for (var row = 0; row < body.Instructions.Count; row++)
        {
            var instruction = body.Instructions[row];
            if (instruction.FollowsGap)
            {
                writer.WriteRaw("<tr class=\"g\"><td colspan=\"4\"><td>…</tr>\n");
            }

            if (!instruction.ContinuesLine(row > 0 ? body.Instructions[row - 1] : null)
                && instruction.GetSourceLine(_files) is { Length: > 0 } line)
            {
                writer.WriteRaw($"<tr class=\"s\"><td colspan=\"4\"><td>{XmlText.Escape(line)}</tr>\n");
            }

            var share = (double)instruction.Samples / Math.Max(1, report.Samples);
            var heat = share >= 0.2 ? " h4" : share >= 0.05 ? " h3" : share >= 0.01 ? " h2" : share > 0 ? " h1" : "";
            var others = instruction.Samples == 0 && instruction.OtherSamples > 0;
            writer.WriteRaw(string.Create(CultureInfo.InvariantCulture,
                $"<tr id=\"b{index}i{row}\" class=\"{(instruction.IsHot ? "hot" : "")}{(others ? " o" : "")}{heat}\"><td class=\"n p\">"));
            writer.WriteRaw(instruction.Samples > 0 ? NumberFormatter.FormatRatio(instruction.Samples, report.Samples) : "");
            writer.WriteRaw("<td class=\"n p\">"u8);
            writer.WriteRaw(instruction.FormatSamples());
            writer.WriteRaw(string.Create(CultureInfo.InvariantCulture,
                $"<td class=\"n\">{instruction.Address:x}<td class=\"b\">{instruction.FormatBytes()}<td>"));
            WriteText(writer, instruction, index);
            writer.WriteRaw("</tr>\n"u8);
        }
    }

    private static void WriteText(Utf8Writer writer, ListedInstruction instruction, int index)
    {
        var text = XmlText.Escape(instruction.GetFullText());
        writer.WriteRaw(instruction.Jump < 0 ? text
            : string.Create(CultureInfo.InvariantCulture, $"<a href=\"#b{index}i{instruction.Jump}\">{text}</a>"));
    }

    private void WriteLocations(Utf8Writer writer, CodeListing report, BodyListing body)
    {
        foreach (var location in body.Locations)
        {
            var place = location.Line > 0 ? location.Line.ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"0x{location.Address:x}");
            writer.WriteRaw($"<tr><td class=\"n\">{NumberFormatter.FormatRatio(location.Samples, report.Samples)}"
                + $"<td class=\"n\">{NumberFormatter.FormatCount(location.Samples)}<td class=\"n\">{place}"
                + $"<td>{XmlText.Escape(_files.GetLine(report.Function.Source?.File, location.Line))}</tr>\n");
        }
    }

    private static void WriteParagraph(Utf8Writer writer, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteRaw($"<p>{XmlText.Escape(text)}</p>\n");
        }
    }
}
