using PerfHarness.FlameGraphs;

namespace PerfHarness.Reports.Svg;

/// <summary>
/// Chooses each box's color from a small set, so that drawings can refer to colors by a short class.
/// </summary>
internal sealed class FlameGraphColors
{
    private const int DifferenceSteps = 12;

    /// <summary>Full red or blue is at least this change of the self share, so that noise stays pale.</summary>
    private const double MinimumFullChange = 0.005;

    private static readonly Rgb GrownColor = new(0xe8, 0x3a, 0x30);
    private static readonly Rgb ShrunkColor = new(0x2f, 0x62, 0xe0);
    private static readonly Rgb UnchangedColor = new(0xe9, 0xe9, 0xe6);
    private static readonly Rgb RootColor = new(0xd2, 0xd2, 0xce);
    private static readonly Rgb Separator = new(0xa0, 0xa0, 0xa0);
    private static readonly Rgb ThinSeparator = new(0xc8, 0xc8, 0xc8);

    private readonly FlameGraph _graph;
    private readonly Random _random = new(20_260_101);
    private readonly FlameGraphPalette _palette;

    // By name and kind.
    private readonly Dictionary<int, int> _known = [];
    private readonly bool[] _isWaker;

    public FlameGraphColors(FlameGraph graph)
    {
        _graph = graph;
        var (knowsKinds, largestChange) = (false, 0.0);
        foreach (ref readonly var box in graph.Boxes.AsSpan())
        {
            knowsKinds |= box.Kind is not (FlameGraphKind.Other or FlameGraphKind.Unknown or FlameGraphKind.Root);
            largestChange = Math.Max(largestChange, Math.Abs(GetChange(box)));
        }

        _palette = graph.Options.Palette == FlameGraphPalette.Kind && !knowsKinds ? FlameGraphPalette.Hot : graph.Options.Palette;
        _isWaker = _palette == FlameGraphPalette.Chain ? FindWakers(graph) : [];
        FullChange = graph.IsDifference ? Math.Max(MinimumFullChange, largestChange) : 0;
    }

    /// <summary>Colors show kinds, so a legend is useful.</summary>
    public bool IsByKind => _palette == FlameGraphPalette.Kind && !_graph.IsDifference;

    /// <summary>Change of the self share, 0 to 1, that gets the strongest color.</summary>
    public double FullChange { get; }

    public static Rgb GetKindColor(FlameGraphKind kind) => SelectShade(FlameGraphShades.GetShades(kind), 0.5);

    /// <summary>Color of a change, -1 (shrank most) to 1.</summary>
    public Rgb GetChangeColor(double change)
    {
        var step = Math.Clamp((int)Math.Round(Math.Abs(change) * DifferenceSteps, MidpointRounding.AwayFromZero), 0, DifferenceSteps);
        return Rgb.Mix(UnchangedColor, (change > 0) != _graph.Options.Negate ? GrownColor : ShrunkColor, (double)step / DifferenceSteps);
    }

    public Rgb GetColor(int row)
    {
        ref readonly var box = ref _graph.Boxes[row];
        if (_graph.IsDifference)
        {
            return row == 0 ? RootColor : GetChangeColor(GetChange(box) / FullChange);
        }

        if (box.Kind == FlameGraphKind.Root)
        {
            return RootColor;
        }

        var name = _graph.Names[box.Name].Text;
        switch (name)
        {
            case "--":
                return Separator;
            case "-":
                return ThinSeparator;
        }

        if (_graph.Options.Shading == FlameGraphShading.Random)
        {
            return SelectShade(FlameGraphShades.GetShades(_palette, name, box.Kind, IsWaker(row)), _random.NextDouble());
        }

        if (_palette == FlameGraphPalette.Chain)
        {
            return SelectShade(FlameGraphShades.GetShades(_palette, name, box.Kind, IsWaker(row)), GetPosition(name));
        }

        var key = (box.Name << 4) | (int)box.Kind;
        if (_known.TryGetValue(key, out var packed))
        {
            return Rgb.Unpack(packed);
        }

        var color = SelectShade(FlameGraphShades.GetShades(_palette, name, box.Kind, isWaker: false), GetPosition(name));
        _known.Add(key, color.Packed);
        return color;
    }

    private static Rgb SelectShade(Rgb[] shades, double position) => shades[Math.Min(shades.Length - 1, (int)(position * shades.Length))];

    private static bool[] FindWakers(FlameGraph graph)
    {
        var isWaker = new bool[graph.Boxes.Length];
        for (var row = 1; row < isWaker.Length; row++)
        {
            var parent = graph.Boxes[row].Parent;
            isWaker[row] = isWaker[parent] || graph.Names[graph.Boxes[parent].Name].Text == "--";
        }

        return isWaker;
    }

    private bool IsWaker(int row) => row < _isWaker.Length && _isWaker[row];

    private double GetChange(in FlameGraphBox box) => _graph.GetShare(box.Self) - _graph.GetBeforeShare(box.BeforeSelf);

    private double GetPosition(string name) => _graph.Options.Shading == FlameGraphShading.Prefix ? GetPrefixPosition(name) : GetHashPosition(name);

    /// <summary>FNV-1a, mixed once more because short names differ in few bits. 0 to 1.</summary>
    private static double GetHashPosition(string name)
    {
        var hash = 2_166_136_261u;
        foreach (var c in name)
        {
            hash = (hash ^ c) * 16_777_619u;
        }

        hash = (hash ^ (hash >> 15)) * 0x2c1b_3c6du;
        return (hash >> 8) / (double)(1 << 24);
    }

    /// <summary>Each character counts half of the one before it. 0 to 1.</summary>
    private static double GetPrefixPosition(string name)
    {
        var (position, weight) = (0.0, 0.5);
        for (var i = 0; i < name.Length && i < 12; i++, weight /= 2)
        {
            // 13 and 32 have no common factor: adjacent letters get distant values, and all residues are used.
            position += name[i] * 13 % 32 / 32.0 * weight;
        }

        return position;
    }
}
