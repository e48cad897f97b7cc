using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>The background of a graph: a gradient from top to bottom, or one color.</summary>
internal static class FlameGraphBackground
{
    public static (Rgb Top, Rgb Bottom) GetColors(FlameGraphOptions options, FlameGraphColors colors) => options.Background switch
    {
        null => GetPaletteColors(options.Palette, colors),
        "yellow" => (new(0xee, 0xee, 0xee), new(0xee, 0xee, 0xb0)),
        "blue" => (new(0xee, 0xee, 0xee), new(0xe0, 0xe0, 0xff)),
        "green" => (new(0xee, 0xf2, 0xee), new(0xe0, 0xff, 0xe0)),
        "grey" => (new(0xf8, 0xf8, 0xf8), new(0xe8, 0xe8, 0xe8)),
        var hex => (Rgb.Parse(hex), Rgb.Parse(hex)),
    };

    private static (Rgb Top, Rgb Bottom) GetPaletteColors(FlameGraphPalette palette, FlameGraphColors colors)
    {
        if (colors.IsByKind || palette == FlameGraphPalette.Kind)
        {
            return (new(0xff, 0xff, 0xff), new(0xff, 0xff, 0xff));
        }

        return palette switch
        {
            FlameGraphPalette.Mem => GetColors(new FlameGraphOptions { Background = "green" }, colors),
            FlameGraphPalette.Io or FlameGraphPalette.Wakeup or FlameGraphPalette.Chain =>
                GetColors(new FlameGraphOptions { Background = "blue" }, colors),
            FlameGraphPalette.Hot or FlameGraphPalette.Java or FlameGraphPalette.Js or FlameGraphPalette.Perl =>
                GetColors(new FlameGraphOptions { Background = "yellow" }, colors),
            _ => GetColors(new FlameGraphOptions { Background = "grey" }, colors),
        };
    }
}
