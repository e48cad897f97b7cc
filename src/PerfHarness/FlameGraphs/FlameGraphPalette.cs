namespace PerfHarness.FlameGraphs;

/// <summary>How boxes are colored. All but <see cref="Kind"/> are the palettes of flamegraph.pl, under its names.</summary>
internal enum FlameGraphPalette
{
    /// <summary>A hue for each <see cref="FlameGraphKind"/>; <see cref="Hot"/> if the input has no kinds.</summary>
    Kind,
    Hot,
    Mem,
    Io,

    /// <summary>All aqua: what woke a thread.</summary>
    Wakeup,

    /// <summary>Blue, and aqua beyond the first <c>--</c> frame of a stack: a chain of wakers.</summary>
    Chain,

    /// <summary>JIT green, inlined aqua, C++ yellow, kernel orange, the rest red.</summary>
    Java,

    /// <summary>Scripts green, built-ins aqua, C++ yellow, kernel orange, the rest red.</summary>
    Js,

    /// <summary>Perl green, C++ yellow, kernel orange, the rest red.</summary>
    Perl,
    Red,
    Green,
    Blue,
    Aqua,
    Yellow,
    Purple,
    Orange,
}
