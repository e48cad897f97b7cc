using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>
/// The stacks of two profiles in one set of tables, with what ends in each stack before and after: what a differential
/// flame graph is drawn from. Equal functions of the two are one; the frame keeps the kind of the later profile.
/// </summary>
internal sealed class StackDifference
{
    internal StackDifference(FunctionTable functions, FrameTable frames, StackTable stacks, long[] before, long[] after) =>
        (Functions, Frames, Stacks, Before, After) = (functions, frames, stacks, before, after);

    public FunctionTable Functions { get; }

    public FrameTable Frames { get; }

    public StackTable Stacks { get; }

    /// <summary>By row of <see cref="Stacks"/>.</summary>
    public IReadOnlyList<long> Before { get; }

    /// <summary>By row of <see cref="Stacks"/>.</summary>
    public IReadOnlyList<long> After { get; }
}
