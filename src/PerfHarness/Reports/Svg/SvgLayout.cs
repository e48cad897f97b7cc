using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>
/// The vertical layout, in pixels:
/// <code>
///   title, controls          3 em
///   subtitle, if any         2 em
///   rows                     FrameHeight each
///   details                  2 em + 10
///   legend, if any           1 em + 8
/// </code>
/// </summary>
internal sealed class SvgLayout
{
    private readonly FlameGraphOptions _options;
    private readonly int _rows;
    private readonly int _firstRow;
    private readonly double _perUnit;

    public SvgLayout(FlameGraph graph, bool hasLegend)
    {
        _options = graph.Options;
        _rows = Math.Max(1, graph.Rows);
        _firstRow = (int)Math.Ceiling(_options.FontSize * (string.IsNullOrEmpty(_options.Subtitle) ? 3 : 5));
        _perUnit = graph.Width > 0 ? (_options.PixelWidth - (2 * FlameGraphMetrics.SidePadding)) * 1000.0 / graph.Width : 0;
        var below = _firstRow + ((long)_rows * _options.FrameHeight);
        DetailsBaseline = below + Math.Ceiling(_options.FontSize) + 5;
        LegendBaseline = DetailsBaseline + Math.Ceiling(_options.FontSize) + 8;
        Height = (long)(hasLegend ? LegendBaseline + 10 : DetailsBaseline + Math.Ceiling(_options.FontSize) + 5);
    }

    public long Height { get; }

    /// <summary>Baseline of the line of details.</summary>
    public double DetailsBaseline { get; }

    /// <summary>Baseline of the legend.</summary>
    public double LegendBaseline { get; }

    /// <summary>Rows are a pixel apart.</summary>
    public double BoxHeight => Math.Max(1, _options.FrameHeight - 1);

    /// <summary>Baseline of a name within its box: capitals are 0.7 em high.</summary>
    public double TextBaseline => Math.Round(((BoxHeight + (0.7 * _options.FontSize)) / 2) - 0.2, 1);

    /// <summary>Top of a row.</summary>
    public long GetTop(int depth) => _firstRow + ((long)(_options.Inverted ? depth : _rows - 1 - depth) * _options.FrameHeight);

    /// <summary>
    /// In thousandths of a pixel. Both edges of a box are rounded, not its width: adjacent boxes still touch, and children
    /// stay within their parents.
    /// </summary>
    public long ToX(double units) => (FlameGraphMetrics.SidePadding * 1000L) + (long)Math.Round(units * _perUnit);
}
