using System.Security.Cryptography;
using System.Text;
using PerfHarness.FlameGraphs;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Reports.Svg;

namespace PerfHarness.Reports.Html;

/// <summary>
/// A separate page: the flame graph on a canvas, and a table of its functions. Its content security policy allows its one
/// script and its one style sheet by their hashes and nothing else, so it cannot access a network. Names are in a block
/// of JSON, where no <c>&lt;</c> is written as such.
/// </summary>
internal sealed class HtmlFlameGraphWriter : IReportWriter<FlameGraph>
{
    private static readonly string Script = ReportAsset.Load("flamegraph.html.js");
    private static readonly string Style = ReportAsset.Load("flamegraph.html.css");

    public void Write(FlameGraph report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        if (report.Options.Encoding is { } encoding && encoding is not UTF8Encoding)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError, $"HTML output is always UTF-8, not {encoding.WebName}.", "Omit --encoding, or write SVG.");
        }

        var title = XmlText.Escape(FlameGraphTitle.GetTitle(report));
        var policy = "default-src 'none'; base-uri 'none'; form-action 'none'; "
            + $"script-src '{ReportAsset.ComputeHash(Script)}'; style-src '{ReportAsset.ComputeHash(Style)}'";
        var notes = report.Options.Notes is { Length: > 0 } text ? $"<meta name=\"notes\" content=\"{XmlText.Escape(text)}\">\n" : "";
        var writer = new Utf8Writer(output);
        writer.WriteRaw(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width">
            <title>{title}</title>
            {notes}<style>{Style}</style>
            </head>
            <body>
            <h1>{title}</h1>
            {(report.Options.Subtitle is { Length: > 0 } subtitle ? $"<p>{XmlText.Escape(subtitle)}</p>\n" : "")}<nav>
            <input id="search" type="search" placeholder="Search (regular expression)" aria-label="Search" spellcheck="false" autocomplete="off">
            <button id="ignorecase" aria-pressed="false" title="Ignore case (Ctrl-I)">Aa</button>
            <button id="turn"></button>
            <button id="reset" hidden>Reset Zoom</button>
            <span id="matched" role="status"></span>
            <span id="legend"></span>
            </nav>
            <div id="view"><div id="rows"><canvas></canvas></div></div>
            <div id="details"></div>
            <table>
            <caption>Functions<span id="hits"></span></caption>
            <thead><tr id="heads"></tr></thead>
            <tbody id="functions"></tbody>
            </table>
            <button id="more" hidden></button>
            <noscript>This flame graph needs JavaScript; its SVG form does not.</noscript>
            <script type="application/json" id="data">
            """);
        writer.Flush();
        HtmlFlameGraphData.Write(report, output);
        writer.WriteRaw("</script>\n<script>"u8);
        writer.WriteRaw(Script);
        writer.WriteRaw("</script>\n</body>\n</html>\n"u8);
        writer.Flush();
    }
}
