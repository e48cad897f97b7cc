using System.Text;

namespace PerfHarness.FlameGraphs;

/// <summary>How a flame graph is laid out and drawn: flamegraph.pl's options, with its defaults except where noted.</summary>
public sealed record FlameGraphOptions
{
    /// <summary>Pixels of a picture that is given no <see cref="Width"/>.</summary>
    internal const int DefaultWidth = 1200;

    /// <summary>The default of every option.</summary>
    public static readonly FlameGraphOptions Default = new();

    /// <summary><c>--title</c>; by default Flame Graph, Icicle Graph, Flame Chart or Differential Flame Graph.</summary>
    public string? Title { get; init; }

    /// <summary>The event, where a title should name it: one that is not CPU time.</summary>
    internal string? EventName { get; init; }

    /// <summary><c>--subtitle</c>.</summary>
    public string? Subtitle { get; init; }

    /// <summary><c>--width</c> in pixels. Default: 1200 as a picture, and the window's width in a browser.</summary>
    public int? Width { get; init; }

    /// <summary><c>--height</c>: of one row, pixels.</summary>
    public int FrameHeight { get; init; } = 16;

    /// <summary><c>--minwidth</c>.</summary>
    internal FlameGraphMinWidth MinWidth { get; init; } = FlameGraphMinWidth.Default;

    /// <summary><c>--fonttype</c>: a CSS list of font families; a generic sans-serif always follows it.</summary>
    public string FontType { get; init; } = "Verdana";

    /// <summary><c>--fontsize</c>, pixels.</summary>
    public double FontSize { get; init; } = 12;

    /// <summary><c>--fontwidth</c>: average width of a letter, em.</summary>
    public double FontWidth { get; init; } = 0.59;

    /// <summary><c>--countname</c>: what a weight counts.</summary>
    public string CountName { get; init; } = "samples";

    /// <summary><c>--nametype</c>: precedes the name under the pointer.</summary>
    public string NameType { get; init; } = "Function:";

    /// <summary><c>--colors</c>; by kind, where flamegraph.pl is hot.</summary>
    internal FlameGraphPalette Palette { get; init; }

    /// <summary><c>--hash</c> and <c>--random</c>.</summary>
    internal FlameGraphShading Shading { get; init; }

    /// <summary><c>--bgcolors</c>: yellow, blue, green, grey or <c>#rrggbb</c>; by default what fits the palette.</summary>
    public string? Background { get; init; }

    /// <summary><c>--reverse</c>: merges from the leaves.</summary>
    public bool Reverse { get; init; }

    /// <summary><c>--inverted</c>: the root is on top.</summary>
    public bool Inverted { get; init; }

    /// <summary><c>--flamechart</c>: stacks keep their order in time; only neighbors are merged.</summary>
    public bool FlameChart { get; init; }

    /// <summary><c>--negate</c>: swaps red and blue in a difference; the figures stay.</summary>
    public bool Negate { get; init; }

    /// <summary><c>--total</c>: weight of the full width; one below the sum of the weights is ignored with a warning.</summary>
    public long? Total { get; init; }

    /// <summary><c>--factor</c>: multiplies printed weights.</summary>
    public double Factor { get; init; } = 1;

    /// <summary><c>--notes</c>: kept in the file, not shown.</summary>
    public string? Notes { get; init; }

    /// <summary><c>--search</c>: the regular expression that is highlighted when the graph opens.</summary>
    public string? Search { get; init; }

    /// <summary><c>--encoding</c> of the file: UTF-8; what another encoding cannot represent is written as a character reference.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Width of the picture that <see cref="MinWidth"/> refers to, pixels.</summary>
    internal int PixelWidth => Width ?? DefaultWidth;
}
