namespace PerfHarness.Reports.Svg;

/// <summary>Short CSS class names for the colors of a drawing, in the order in which they are first used: a, b, … z, aa, ab.</summary>
internal sealed class SvgClasses
{
    private readonly Dictionary<Rgb, string> _names = [];

    public IReadOnlyDictionary<Rgb, string> Names => _names;

    public string GetOrAdd(Rgb color)
    {
        if (!_names.TryGetValue(color, out var name))
        {
            name = CreateName(_names.Count);
            _names.Add(color, name);
        }

        return name;
    }

    private static string CreateName(int number) =>
        (number >= 26 ? CreateName((number / 26) - 1) : "") + (char)('a' + (number % 26));
}
