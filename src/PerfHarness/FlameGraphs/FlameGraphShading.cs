namespace PerfHarness.FlameGraphs;

/// <summary>What chooses the shade within a palette.</summary>
internal enum FlameGraphShading
{
    /// <summary>The name: a function has the same color in every graph.</summary>
    Name,

    /// <summary>The beginning of the name (<c>--hash</c>): functions that are spelled alike look alike.</summary>
    Prefix,

    /// <summary>Chance (<c>--random</c>), from a fixed seed so that equal input gives an equal file.</summary>
    Random,
}
