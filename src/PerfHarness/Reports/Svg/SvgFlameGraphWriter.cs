using System.Globalization;
using System.Text;
using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>
/// Draws a flame graph that needs nothing but a browser: a still picture inside a page, alive when opened by itself.
/// A row is a group that is moved to its height, a box in it
/// <code>
///   &lt;g class="c">&lt;title>Parse(string) (1,234 samples, 5.60%)&lt;/title>&lt;rect x="10" width="66.08" height="15"/>&lt;text x="13" y="11">Parse…&lt;/text>&lt;/g>
/// </code>
/// with the text only where it has room. Names reach the script through the titles alone, as text.
/// </summary>
public sealed class SvgFlameGraphWriter : IReportWriter<FlameGraph>
{
    private static readonly string Script = ReportAsset.Load("flamegraph.svg.js");
    private static readonly string Style = ReportAsset.Load("flamegraph.svg.css");

    public string Extension => ".svg";

    public void Write(FlameGraph report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        if (report.Options.Encoding is { } encoding && encoding is not UTF8Encoding)
        {
            using var transcoded = Encoding.CreateTranscodingStream(output, CharacterReferenceFallback.On(encoding), Encoding.UTF8, leaveOpen: true);
            new Drawing(report, new Utf8Writer(transcoded)).Write(encoding.WebName);
        }
        else
        {
            new Drawing(report, new Utf8Writer(output)).Write("utf-8");
        }
    }

    private sealed class Drawing
    {
        private readonly FlameGraph _graph;
        private readonly FlameGraphOptions _options;
        private readonly Utf8Writer _out;
        private readonly FlameGraphColors _colors;
        private readonly SvgClasses _classes = new();
        private readonly SvgLayout _measures;
        private readonly (byte[] Escaped, string Shown)?[] _names;

        public Drawing(FlameGraph graph, Utf8Writer output)
        {
            (_graph, _options, _out) = (graph, graph.Options, output);
            _colors = new FlameGraphColors(graph);
            _measures = new SvgLayout(graph, _colors.IsByKind || graph.IsDifference);
            _names = new (byte[], string)?[graph.Names.Count];
        }

        public void Write(string encoding)
        {
            var classOf = new string[_graph.Boxes.Count];
            for (var row = 0; row < classOf.Length; row++)
            {
                classOf[row] = _classes.Of(_colors.Of(row));
            }

            Head(encoding);
            Text("title", "50%", _options.FontSize * 2, FlameGraphTitle.Of(_graph), $"font-size=\"{Invariant(_options.FontSize + 5)}\"");
            if (_options.Subtitle is { Length: > 0 } subtitle)
            {
                Text("subtitle", "50%", _options.FontSize * 4, subtitle);
            }

            if (_graph.Boxes.Count == 0)
            {
                Text("empty", Invariant(FlameGraphMetrics.SidePadding), _measures.Details, "No stacks to draw.");
                _out.Raw("</svg>\n"u8);
                _out.Flush();
                return;
            }

            Controls();
            SvgLegend.Write(_out, _graph, _colors, classOf, _measures);
            Frames(classOf);
            _out.Raw("<script><![CDATA[\n"u8);
            _out.Raw(Script);
            _out.Raw("]]></script>\n</svg>\n"u8);
            _out.Flush();
        }

        private void Head(string encoding)
        {
            var (top, bottom) = FlameGraphBackground.Of(_options, _colors);
            _out.Raw($"<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n");
            var (width, height) = (Invariant(_options.PixelWidth), Invariant(_measures.Height));
            _out.Raw($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"{FontFamily()}\" font-size=\"{Invariant(_options.FontSize)}\">\n");
            if (_options.Notes is { Length: > 0 } notes)
            {
                _out.Raw($"<desc>{XmlText.Escape(notes)}</desc>\n");
            }

            _out.Raw("<style>\n"u8);
            _out.Raw(Style);
            foreach (var (color, name) in _classes.Names)
            {
                _out.Raw($".{name}{{fill:{color}}}");
            }

            _out.Raw("\n</style>\n"u8);
            var fill = top.ToString();
            if (top != bottom)
            {
                _out.Raw($"<linearGradient id=\"background\" x2=\"0\" y2=\"1\"><stop stop-color=\"{top}\" offset=\".05\"/><stop stop-color=\"{bottom}\" offset=\".95\"/></linearGradient>\n");
                fill = "url(#background)";
            }

            _out.Raw($"<rect width=\"100%\" height=\"100%\" fill=\"{fill}\"/>\n");
        }

        private void Controls()
        {
            var line = _options.FontSize * 2;
            Text("details", Invariant(FlameGraphMetrics.SidePadding), _measures.Details, "");
            Text("unzoom", Invariant(FlameGraphMetrics.SidePadding), line, "Reset Zoom", "class=\"hide\"");
            Text("search", "100%", line, "Search", $"dx=\"{Invariant(-FlameGraphMetrics.SidePadding - (2 * _options.FontSize))}\" class=\"hide\"");
            Text("ignorecase", "100%", line, "ic", $"dx=\"-{FlameGraphMetrics.SidePadding}\" class=\"hide\"");
            Text("matched", "100%", _measures.Details, "", $"dx=\"-{FlameGraphMetrics.SidePadding}\"");
        }

        private void Frames(string[] classOf)
        {
            _out.Raw($"<g id=\"frames\" data-size=\"{Invariant(_options.FontSize)}\" data-letter=\"{Invariant(_options.FontWidth)}\" data-y=\"{Invariant(_measures.Baseline)}\" data-name=\"{XmlText.Escape(_options.NameType)}\"");
            _out.Raw(_options.Search is { Length: > 0 } search ? $" data-search=\"{XmlText.Escape(search)}\"" : "");
            _out.Raw(_options.Width is null ? " data-fluid=\"1\">\n"u8 : ">\n"u8);
            var height = Encoding.UTF8.GetBytes($"\" height=\"{Invariant(_measures.BoxHeight)}\"/>");
            var baseline = Encoding.UTF8.GetBytes($"\" y=\"{Invariant(_measures.Baseline)}\">");
            var titles = new FlameGraphBoxTitle(_graph, _out);
            var classes = classOf.Distinct(StringComparer.Ordinal).ToDictionary(name => name, Encoding.UTF8.GetBytes, StringComparer.Ordinal);
            var depth = -1;
            for (var row = 0; row < _graph.Boxes.Count; row++)
            {
                var box = _graph.Boxes[row];
                if (box.Depth != depth)
                {
                    _out.Raw(depth < 0 ? ""u8 : "</g>\n"u8);
                    depth = box.Depth;
                    _out.Raw($"<g transform=\"translate(0 {Invariant(_measures.Top(depth))})\">\n");
                }

                var (escaped, shown) = NameOf(box.Name);
                var (x0, x1) = (_measures.X(box.X0), _measures.X(box.X1));
                _out.Raw("<g class=\""u8);
                _out.Raw(classes[classOf[row]]);
                _out.Raw("\"><title>"u8);
                _out.Raw(escaped);
                titles.WriteFigures(box);
                _out.Raw("</title><rect x=\""u8);
                _out.Thousandths(x0);
                _out.Raw("\" width=\""u8);
                _out.Thousandths(x1 - x0);
                _out.Raw(height);
                Label(shown, x0, x1, baseline);
                _out.Raw("</g>\n"u8);
            }

            _out.Raw("</g>\n</g>\n"u8);
        }

        private void Label(string name, long x0, long x1, byte[] baseline)
        {
            var room = ((x1 - x0) / 1000.0 - 6) / _options.FontSize;
            var text = LabelText.Fit(name, room, _options.FontWidth);
            if (text.Length > 0 && !ReferenceEquals(text, name))
            {
                text = LabelText.Fit(LabelText.WithoutNamespace(name), room, _options.FontWidth);
            }

            if (text.Length > 0)
            {
                _out.Raw("<text x=\""u8);
                _out.Thousandths(x0 + 3000);
                _out.Raw(baseline);
                _out.Raw(XmlText.Escape(text));
                _out.Raw("</text>"u8);
            }
        }

        private (byte[] Escaped, string Shown) NameOf(int name)
        {
            if (_names[name] is not { } known)
            {
                var text = _graph.Names[name].Text;
                known = (Encoding.UTF8.GetBytes(XmlText.Escape(text)), XmlText.Bounded(text));
                _names[name] = known;
            }

            return known;
        }

        private void Text(string id, string x, double y, string text, string attributes = "") =>
            _out.Raw($"<text id=\"{id}\" x=\"{x}\" y=\"{Invariant(y)}\"{(attributes.Length > 0 ? " " : "")}{attributes}>{XmlText.Escape(text)}</text>\n");

        private string FontFamily()
        {
            var family = XmlText.Escape(_options.FontType);
            return family.Contains("sans-serif", StringComparison.Ordinal) || family.Contains("monospace", StringComparison.Ordinal) ? family : family + ",sans-serif";
        }

        private static string Invariant(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
    }
}
