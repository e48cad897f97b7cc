using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>How much of a profile has a name and from what source, and why the rest has none.</summary>
internal sealed class SymbolCoverage
{
    private readonly SymbolCoverageCount[] _classes;

    private SymbolCoverage(SymbolCoverageCount[] classes, List<UnnamedModule> modules) => (_classes, UnnamedModules) = (classes, modules);

    public SymbolCoverageCount this[SymbolCoverageClass @class] => _classes[(int)@class];

    /// <summary>All frames and leaves.</summary>
    public SymbolCoverageCount All => new(_classes.Sum(c => c.Frames), _classes.Sum(c => c.Leaves));

    /// <summary>Those with a function's name.</summary>
    public SymbolCoverageCount Named => Sum(
        SymbolCoverageClass.Jit, SymbolCoverageClass.ReadyToRun, SymbolCoverageClass.Native, SymbolCoverageClass.Stub, SymbolCoverageClass.Kernel);

    /// <summary>Those without any function.</summary>
    public SymbolCoverageCount Unnamed => Sum(SymbolCoverageClass.Unnamed, SymbolCoverageClass.Unknown);

    /// <summary>Modules with unnamed code, most frames first.</summary>
    public IReadOnlyList<UnnamedModule> UnnamedModules { get; }

    public static SymbolCoverage Compute(Profile profile, SampleFilter? filter = null) => Compute((filter ?? SampleFilter.None).Apply(profile));

    public static SymbolCoverage Compute(SampleSelection selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var profile = selection.Profile;
        var leaves = selection.SumSelfByStack(Measure.Samples);
        MoveToCallers(profile, leaves);
        var frames = (long[])leaves.Clone();
        SampleSelection.SumSubtrees(profile.Stacks, frames);

        var ofFrame = new SymbolCoverageCount[profile.Frames.Count];
        for (var row = 1; row < frames.Length; row++)
        {
            ref var count = ref ofFrame[profile.Stacks.GetFrame(new StackId(row)).Index];
            count = Add(count, frames[row], leaves[row]);
        }

        var classes = new SymbolCoverageCount[(int)SymbolCoverageClass.Unknown + 1];
        var modules = new Dictionary<string, SymbolCoverageCount>();
        for (var i = 0; i < ofFrame.Length; i++)
        {
            var frame = profile.Frames[new FrameId(i)];
            var name = profile.Functions[frame.Function].Name;
            if (name == FunctionName.Truncated)
            {
                continue; // stands for frames that are not there
            }

            var @class = Classify(frame, name);
            classes[(int)@class] = Add(classes[(int)@class], ofFrame[i].Frames, ofFrame[i].Leaves);
            if (!frame.Named && ofFrame[i].Frames > 0)
            {
                modules[name.Module] = Add(modules.GetValueOrDefault(name.Module), ofFrame[i].Frames, ofFrame[i].Leaves);
            }
        }

        return new SymbolCoverage(classes, [.. modules
            .Select(pair => new UnnamedModule(pair.Key, pair.Value, profile.UnnamedReasons.GetValueOrDefault(pair.Key)))
            .OrderByDescending(m => m.Count.Frames).ThenBy(m => m.Module, StringComparer.Ordinal)]);
    }

    // What stands at the leaf of a stack off the CPUs is no code.
    private static void MoveToCallers(Profile profile, long[] leaves)
    {
        for (var row = leaves.Length - 1; row > 0; row--)
        {
            var id = new StackId(row);
            if (leaves[row] > 0 && profile.Functions[profile.Frames[profile.Stacks.GetFrame(id)].Function].Name.Module == FunctionName.OffCpuModule)
            {
                leaves[profile.Stacks.GetParent(id).Index] += leaves[row];
                leaves[row] = 0;
            }
        }
    }

    public static SymbolCoverageClass Classify(Frame frame, FunctionName name) => frame switch
    {
        { Named: false, Kind: FrameKind.Native } when name.Name.Contains("!0x", StringComparison.Ordinal) => SymbolCoverageClass.NativeByBounds,
        { Named: false } when name.Module == FunctionName.Unknown.Module => SymbolCoverageClass.Unknown,
        { Named: false, Kind: FrameKind.Kernel } => SymbolCoverageClass.UnnamedKernel,
        { Named: false } => SymbolCoverageClass.Unnamed,
        { Kind: FrameKind.Jit } => SymbolCoverageClass.Jit,
        { Kind: FrameKind.ReadyToRun } => SymbolCoverageClass.ReadyToRun,
        { Kind: FrameKind.Stub } => SymbolCoverageClass.Stub,
        { Kind: FrameKind.Kernel } => SymbolCoverageClass.Kernel,
        // Text without modules does not show a frame's kind: whatever has a name counts as named.
        _ => SymbolCoverageClass.Native,
    };

    private SymbolCoverageCount Sum(params ReadOnlySpan<SymbolCoverageClass> classes)
    {
        var sum = default(SymbolCoverageCount);
        foreach (var @class in classes)
        {
            sum = Add(sum, this[@class].Frames, this[@class].Leaves);
        }

        return sum;
    }

    private static SymbolCoverageCount Add(SymbolCoverageCount a, long frames, long leaves) => new(a.Frames + frames, a.Leaves + leaves);
}
