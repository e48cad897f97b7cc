using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.FlameGraphs;

/// <summary>Rejects options with which nothing can be drawn.</summary>
internal static class FlameGraphOptionsValidator
{
    public static readonly IReadOnlyList<string> Backgrounds = ["yellow", "blue", "green", "grey"];

    public static FlameGraphOptions Validate(FlameGraphOptions options)
    {
        Require(options.Width is not { } width || FlameGraphLimit.Width.Includes(width), FlameGraphLimit.Width.Message);
        Require(FlameGraphLimit.FrameHeight, options.FrameHeight);
        Require(FlameGraphLimit.FontSize, options.FontSize);
        Require(FlameGraphLimit.FontWidth, options.FontWidth);
        Require(FlameGraphLimit.MinWidth, options.MinWidth.Value);
        Require(FlameGraphLimit.Factor, options.Factor);
        Require(options.Total is not { } total || FlameGraphLimit.Total.Includes(total), FlameGraphLimit.Total.Message);
        Require(!options.CountName.Contains('('), "--countname must not contain '('.");
        Require(
            options.Background is null || Backgrounds.Contains(options.Background, StringComparer.Ordinal) || IsColor(options.Background),
            "--bgcolors must be yellow, blue, green, grey or #rrggbb.");
        return options;
    }

    private static bool IsColor(string text) =>
        text.Length == 7 && text[0] == '#' && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);

    private static void Require(FlameGraphLimit limit, double value) => Require(limit.Includes(value), limit.Message);

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, rule);
        }
    }
}
