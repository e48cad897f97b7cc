using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.FlameGraphs;

/// <summary>Refuses options that nothing can be drawn with.</summary>
internal static class FlameGraphOptionsValidator
{
    public static readonly IReadOnlyList<string> Backgrounds = ["yellow", "blue", "green", "grey"];

    public static FlameGraphOptions Validate(FlameGraphOptions options)
    {
        Require(options.Width is null or (>= 100 and <= 100_000), "--width is 100 to 100000 pixels.");
        Require(options.FrameHeight is >= 2 and <= 1000, "--height is 2 to 1000 pixels.");
        Require(options.FontSize is > 0 and <= 1000, "--fontsize is above 0 and at most 1000 pixels.");
        Require(options.FontWidth is > 0 and <= 10, "--fontwidth is above 0 and at most 10 em.");
        Require(options.MinWidth.Value is >= 0 and <= 1e9, "--minwidth is not negative.");
        Require(options.Factor is > 0 and <= 1e12, "--factor is above 0.");
        Require(options.Total is null or > 0, "--total is above 0.");
        Require(!options.CountName.Contains('('), "--countname has no parenthesis: it stands inside one.");
        Require(options.Background is null || Backgrounds.Contains(options.Background, StringComparer.Ordinal) || IsColor(options.Background), "--bgcolors is yellow, blue, green, grey or #rrggbb.");
        return options;
    }

    private static bool IsColor(string text) =>
        text.Length == 7 && text[0] == '#' && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, rule);
        }
    }
}
