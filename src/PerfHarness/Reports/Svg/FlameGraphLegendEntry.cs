using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>A color and what it means.</summary>
/// <param name="Text">May be empty, in a scale.</param>
/// <param name="Kind">The kind whose shades the color represents; null in a scale.</param>
internal readonly record struct FlameGraphLegendEntry(Rgb Color, string Text, FlameGraphKind? Kind = null);
