namespace PerfHarness.Reports.Svg;

/// <summary>Short CSS class names for the colors of a drawing, in the order in which they are first used: a, b, … z, aa, ab.</summary>
internal sealed class SvgClasses
{
    // Few: the shades of a palette.
    private readonly List<int> _colors = [];
    private readonly List<string> _names = [];

    public int Count => _names.Count;

    public string GetName(int row) => _names[row];

    public Rgb GetColor(int row) => Rgb.Unpack(_colors[row]);

    public int GetOrAdd(Rgb color)
    {
        var row = _colors.IndexOf(color.Packed);
        if (row < 0)
        {
            row = _colors.Count;
            _colors.Add(color.Packed);
            _names.Add(CreateName(row));
        }

        return row;
    }

    private static string CreateName(int number) =>
        (number >= 26 ? CreateName((number / 26) - 1) : "") + (char)('a' + (number % 26));
}
