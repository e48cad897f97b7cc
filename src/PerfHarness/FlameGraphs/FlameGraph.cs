using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>
/// A laid-out flame graph, without any drawing. Boxes are listed row by row, each row from left to right: a parent precedes
/// its children, and a box lies within its parent:
/// <code>
///   depth 2        [ C ]  [D]          boxes  0 all  1 A  2 B  3 C  4 D
///   depth 1     [    A    ][  B  ]     parent   -     0    0    1    1
///   depth 0     [      all       ]     x0, x1 in weight; in a difference in share, where the whole is 1
/// </code>
/// In a difference a box is as wide as the mean of its two shares: a function of one side only is still visible.
/// Created by <see cref="FlameGraphBuilder"/>.
/// </summary>
public sealed class FlameGraph
{
    private FlameGraphFunction[]? _functions;

    internal FlameGraph()
    {
    }

    /// <summary>How it was laid out, and how it is drawn.</summary>
    public required FlameGraphOptions Options { get; init; }

    internal FlameGraphName[] Names { get; init; } = [];

    internal FlameGraphBox[] Boxes { get; init; } = [];

    /// <summary>Right edge of the root.</summary>
    internal double Width { get; init; }

    /// <summary>Sum of the weights.</summary>
    public required long Total { get; init; }

    /// <summary>Sum of the weights on the first side of a difference, else 0.</summary>
    public long BeforeTotal { get; init; }

    /// <summary>It shows two profiles.</summary>
    public bool IsDifference { get; init; }

    /// <summary>Boxes left out because they are too narrow.</summary>
    public long HiddenBoxes { get; init; }

    /// <summary>Rows, the root's included.</summary>
    public int Rows => Boxes.Length == 0 ? 0 : Boxes[^1].Depth + 1;

    /// <summary>Weight that ends in frames of each <see cref="FlameGraphKind"/>, left-out boxes included.</summary>
    internal long[] SelfByKind { get; init; } = [];

    /// <summary>Every function, in no particular order. Computed on first use.</summary>
    internal FlameGraphFunction[] Functions => _functions ??= SumFunctions();

    /// <summary>Options that could not be followed.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Weight that 100 % refers to: <see cref="Total"/>, or what <c>--total</c> says.</summary>
    internal double ReferenceWeight => IsDifference ? Total : Width;

    internal Func<FlameGraphFunction[]> SumFunctions { get; init; } = () => [];

    /// <summary>Lays out all samples of the main event.</summary>
    public static FlameGraph Create(Profile profile, FlameGraphOptions? options = null) => Create(SampleFilter.None.Apply(profile), options);

    /// <summary>Lays out the selected samples: a box is as wide as its number of samples, above a root for each command.</summary>
    public static FlameGraph Create(SampleSelection selection, FlameGraphOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return Create(selection, options, Measure.Samples);
    }

    /// <param name="measure">What a box's width counts; samples where the input has no periods.</param>
    /// <param name="group">The lowest frame of every stack.</param>
    internal static FlameGraph Create(
        SampleSelection selection, FlameGraphOptions? options, Measure measure, FlameGraphGroup group = FlameGraphGroup.Command)
    {
        options ??= FlameGraphOptions.Default;
        var builder = new FlameGraphBuilder(options);
        FlameGraphSamples.Add(builder, selection, options, measure, group, DiffSide.After);
        return builder.Build();
    }

    /// <summary>All samples of both profiles' main events in one graph, colored by how their shares differ.</summary>
    /// <exception cref="PerfHarnessException">The options are a flame chart's.</exception>
    public static FlameGraph CreateDifference(Profile before, Profile after, FlameGraphOptions? options = null) =>
        CreateDifference(SampleFilter.None.Apply(before), SampleFilter.None.Apply(after), options);

    /// <summary>Both sides in one graph, colored by how their shares differ.</summary>
    /// <exception cref="PerfHarnessException">The options are a flame chart's.</exception>
    public static FlameGraph CreateDifference(SampleSelection before, SampleSelection after, FlameGraphOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return CreateDifference(before, after, options, Measure.Samples);
    }

    internal static FlameGraph CreateDifference(
        SampleSelection before, SampleSelection after, FlameGraphOptions? options, Measure measure, FlameGraphGroup group = FlameGraphGroup.Command)
    {
        options ??= FlameGraphOptions.Default;
        var builder = new FlameGraphBuilder(options);
        FlameGraphSamples.Add(builder, after, options, measure, group, DiffSide.After);
        FlameGraphSamples.Add(builder, before, options, measure, group, DiffSide.Before);
        return builder.Build();
    }

    /// <summary>Share of the second side's (or the only) total weight that passes a box, 0 to 1.</summary>
    internal double GetShare(long weight) => ReferenceWeight > 0 ? weight / ReferenceWeight : 0;

    /// <summary>The same of the first side of a difference.</summary>
    internal double GetBeforeShare(long weight) => BeforeTotal > 0 ? (double)weight / BeforeTotal : 0;
}
