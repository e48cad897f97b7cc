using System.Globalization;
using System.Text;
using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>
/// Draws a flame graph that needs nothing but a browser: static inside a page, interactive when opened by itself.
/// A row is a group that is moved to its height, a box in it
/// <code>
///   &lt;g class="c">&lt;title>Parse(string) (1,234 samples, 5.60%)&lt;/title>
///     &lt;rect x="10" width="66.08" height="15"/>&lt;text x="13" y="11">Parse…&lt;/text>&lt;/g>
/// </code>
/// with the text only where it has room. Names reach the script through the titles alone, as text.
/// </summary>
internal sealed class SvgFlameGraphWriter : IReportWriter<FlameGraph>
{
    private static readonly string Script = ReportAsset.Load("flamegraph.svg.js");
    private static readonly string Style = ReportAsset.Load("flamegraph.svg.css");

    public void Write(FlameGraph report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        if (report.Options.Encoding is { } encoding && encoding is not UTF8Encoding)
        {
            using var transcoded = Encoding.CreateTranscodingStream(
                output, CharacterReferenceFallback.CreateEncoding(encoding), Encoding.UTF8, leaveOpen: true);
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
        private readonly SvgLayout _layout;

        // By name, once it is drawn: as it is written, and as it is shown.
        private readonly byte[]?[] _escaped;
        private readonly string?[] _shown;

        public Drawing(FlameGraph graph, Utf8Writer output)
        {
            (_graph, _options, _out) = (graph, graph.Options, output);
            _colors = new FlameGraphColors(graph);
            _layout = new SvgLayout(graph, _colors.IsByKind || graph.IsDifference);
            _escaped = new byte[graph.Names.Length][];
            _shown = new string[graph.Names.Length];
        }

        public void Write(string encoding)
        {
            var classOf = new int[_graph.Boxes.Length];
            for (var row = 0; row < classOf.Length; row++)
            {
                classOf[row] = _classes.GetOrAdd(_colors.GetColor(row));
            }

            WriteHead(encoding);
            WriteText("title", "50%", _options.FontSize * 2, FlameGraphTitle.GetTitle(_graph), $"font-size=\"{Format(_options.FontSize + 5)}\"");
            if (_options.Subtitle is { Length: > 0 } subtitle)
            {
                WriteText("subtitle", "50%", _options.FontSize * 4, subtitle);
            }

            if (_graph.Boxes.Length == 0)
            {
                WriteText("empty", Format(FlameGraphMetrics.SidePadding), _layout.DetailsBaseline, "No stacks to draw.");
                _out.WriteRaw("</svg>\n"u8);
                _out.Flush();
                return;
            }

            WriteControls();
            SvgLegend.Write(_out, _graph, _colors, _classes, classOf, _layout);
            WriteFrames(classOf);
            _out.WriteRaw("<script><![CDATA[\n"u8);
            _out.WriteRaw(Script);
            _out.WriteRaw("]]></script>\n</svg>\n"u8);
            _out.Flush();
        }

        private void WriteHead(string encoding)
        {
            var (top, bottom) = FlameGraphBackground.GetColors(_options, _colors);
            _out.WriteRaw($"<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n");
            var (width, height) = (Format(_options.PixelWidth), Format(_layout.Height));
            _out.WriteRaw($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"");
            _out.WriteRaw($" font-family=\"{GetFontFamily()}\" font-size=\"{Format(_options.FontSize)}\">\n");
            if (_options.Notes is { Length: > 0 } notes)
            {
                _out.WriteRaw($"<desc>{XmlText.Escape(notes)}</desc>\n");
            }

            _out.WriteRaw("<style>\n"u8);
            _out.WriteRaw(Style);
            for (var row = 0; row < _classes.Count; row++)
            {
                _out.WriteRaw($".{_classes.GetName(row)}{{fill:{_classes.GetColor(row).ToString()}}}");
            }

            _out.WriteRaw("\n</style>\n"u8);
            var fill = top.ToString();
            if (top != bottom)
            {
                _out.WriteRaw($"<linearGradient id=\"background\" x2=\"0\" y2=\"1\"><stop stop-color=\"{top.ToString()}\" offset=\".05\"/>");
                _out.WriteRaw($"<stop stop-color=\"{bottom.ToString()}\" offset=\".95\"/></linearGradient>\n");
                fill = "url(#background)";
            }

            _out.WriteRaw($"<rect width=\"100%\" height=\"100%\" fill=\"{fill}\"/>\n");
        }

        private void WriteControls()
        {
            var line = _options.FontSize * 2;
            WriteText("details", Format(FlameGraphMetrics.SidePadding), _layout.DetailsBaseline, "");
            WriteText("unzoom", Format(FlameGraphMetrics.SidePadding), line, "Reset Zoom", "class=\"hide\"");
            WriteText("search", "100%", line, "Search", $"dx=\"{Format(-FlameGraphMetrics.SidePadding - (2 * _options.FontSize))}\" class=\"hide\"");
            WriteText("ignorecase", "100%", line, "ic", $"dx=\"{Format(-FlameGraphMetrics.SidePadding)}\" class=\"hide\"");
            WriteText("matched", "100%", _layout.DetailsBaseline, "", $"dx=\"{Format(-FlameGraphMetrics.SidePadding)}\"");
        }

        private void WriteFrames(int[] classOf)
        {
            _out.WriteRaw($"<g id=\"frames\" data-size=\"{Format(_options.FontSize)}\" data-letter=\"{Format(_options.FontWidth)}\"");
            _out.WriteRaw($" data-y=\"{Format(_layout.TextBaseline)}\" data-name=\"{XmlText.Escape(_options.NameType)}\"");
            _out.WriteRaw(_options.Search is { Length: > 0 } search ? $" data-search=\"{XmlText.Escape(search)}\"" : "");
            _out.WriteRaw(_options.Width is null ? " data-fluid=\"1\">\n"u8 : ">\n"u8);
            var height = Encoding.UTF8.GetBytes($"\" height=\"{Format(_layout.BoxHeight)}\"/>");
            var baseline = Encoding.UTF8.GetBytes($"\" y=\"{Format(_layout.TextBaseline)}\">");
            var titles = new FlameGraphBoxTitle(_graph, _out);
            var classes = new byte[_classes.Count][];
            for (var row = 0; row < classes.Length; row++)
            {
                classes[row] = Encoding.UTF8.GetBytes(_classes.GetName(row));
            }

            var depth = -1;
            for (var row = 0; row < _graph.Boxes.Length; row++)
            {
                ref readonly var box = ref _graph.Boxes[row];
                if (box.Depth != depth)
                {
                    _out.WriteRaw(depth < 0 ? ""u8 : "</g>\n"u8);
                    depth = box.Depth;
                    _out.WriteRaw($"<g transform=\"translate(0 {Format(_layout.GetTop(depth))})\">\n");
                }

                var shown = _shown[box.Name] ??= XmlText.Truncate(_graph.Names[box.Name].Text);
                var escaped = _escaped[box.Name] ??= Encoding.UTF8.GetBytes(XmlText.EscapeSafe(shown));
                var (x0, x1) = (_layout.ToX(box.X0), _layout.ToX(box.X1));
                _out.WriteRaw("<g class=\""u8);
                _out.WriteRaw(classes[classOf[row]]);
                _out.WriteRaw("\"><title>"u8);
                _out.WriteRaw(escaped);
                titles.WriteFigures(box);
                _out.WriteRaw("</title><rect x=\""u8);
                _out.WriteThousandths(x0);
                _out.WriteRaw("\" width=\""u8);
                _out.WriteThousandths(x1 - x0);
                _out.WriteRaw(height);
                WriteLabel(shown, x0, x1, baseline);
                _out.WriteRaw("</g>\n"u8);
            }

            _out.WriteRaw("</g>\n</g>\n"u8);
        }

        private void WriteLabel(string name, long x0, long x1, byte[] baseline)
        {
            var room = ((x1 - x0) / 1000.0 - 6) / _options.FontSize;
            var text = LabelText.Fit(name, room, _options.FontWidth);
            if (text.Length > 0 && !ReferenceEquals(text, name))
            {
                text = LabelText.Fit(LabelText.RemoveNamespace(name), room, _options.FontWidth);
            }

            if (text.Length > 0)
            {
                _out.WriteRaw("<text x=\""u8);
                _out.WriteThousandths(x0 + 3000);
                _out.WriteRaw(baseline);
                _out.WriteRaw(XmlText.Escape(text));
                _out.WriteRaw("</text>"u8);
            }
        }

        private void WriteText(string id, string x, double y, string text, string attributes = "") =>
            _out.WriteRaw(
                $"<text id=\"{id}\" x=\"{x}\" y=\"{Format(y)}\"{(attributes.Length > 0 ? " " : "")}{attributes}>{XmlText.Escape(text)}</text>\n");

        private string GetFontFamily()
        {
            var family = XmlText.Escape(_options.FontType);
            return family.Contains("sans-serif", StringComparison.Ordinal) || family.Contains("monospace", StringComparison.Ordinal)
                ? family
                : family + ",sans-serif";
        }

        private static string Format(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
    }
}
