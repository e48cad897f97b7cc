using System.Globalization;

namespace PerfHarness.FlameGraphs;

/// <summary>Boxes narrower than this are left out.</summary>
/// <param name="Value">In pixels, or in percent of the whole.</param>
internal readonly record struct FlameGraphMinWidth(double Value, bool IsPercent = false)
{
    /// <summary>0.1 pixels.</summary>
    public static readonly FlameGraphMinWidth Default = new(0.1);

    /// <summary>Reads <c>0.1</c> (pixels) or <c>0.5%</c> (of the whole).</summary>
    public static bool TryParse(string text, out FlameGraphMinWidth width)
    {
        var percent = text.EndsWith('%');
        var number = percent ? text.AsSpan(0, text.Length - 1) : text;
        var ok = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value);
        width = new FlameGraphMinWidth(value, percent);
        return ok;
    }

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture) + (IsPercent ? "%" : "");
}
