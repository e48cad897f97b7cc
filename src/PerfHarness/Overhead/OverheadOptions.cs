using PerfHarness.Recording;

namespace PerfHarness.Overhead;

/// <summary>Which observers are compared, and how often.</summary>
internal sealed record OverheadOptions
{
    public const int DefaultRuns = 5;
    public const int MinimumRuns = 3;

    public static readonly IReadOnlyList<int> DefaultFrequencies = [99, 997, 4000];
    public static readonly IReadOnlyList<CallGraphMode> DefaultCallGraphs = [CallGraphMode.None, CallGraphMode.FramePointer, CallGraphMode.Dwarf];

    /// <summary>Rounds, in each of which every observer runs once.</summary>
    public int Runs { get; init; } = DefaultRuns;

    public IReadOnlyList<int> Frequencies { get; init; } = DefaultFrequencies;

    public IReadOnlyList<CallGraphMode> CallGraphs { get; init; } = DefaultCallGraphs;

    /// <summary>Kinds of observers.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = Observer.Kinds;

    /// <summary>Program and first arguments that start this product itself.</summary>
    public IReadOnlyList<string> OwnCommand { get; init; } = [];
}
