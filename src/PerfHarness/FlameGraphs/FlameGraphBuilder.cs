using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>
/// Merges stacks, of one side or of both sides of a difference, and lays them out. One function is one box whatever its
/// tier. No recursion: depth is bounded by memory only. Not thread-safe.
/// </summary>
internal sealed class FlameGraphBuilder(FlameGraphOptions? options = null)
{
    private readonly FlameGraphOptions _options = FlameGraphOptionsValidator.Validate(options ?? FlameGraphOptions.Default);
    private readonly FlameGraphTree _tree = new();
    private readonly FlameGraphNames _names = new();
    private readonly List<int> _lastPath = [];
    private readonly List<long> _starts = [];
    private Step[] _path = new Step[256];
    private readonly long[] _sums = new long[2];
    private bool _isDifference;
    private long _position;

    /// <summary>Adds stacks of a profile. Their order matters for a flame chart only, which needs them in time order.</summary>
    public void Add(Profile profile, IEnumerable<FlameGraphStack> stacks, DiffSide side = DiffSide.After)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(stacks);
        _isDifference |= side == DiffSide.Before;
        var steps = CreateSteps(profile);
        _tree.EnsureCapacity(profile.Stacks.Count);
        foreach (var stack in stacks)
        {
            if (stack.Weight <= 0)
            {
                continue;
            }

            var length = 0;
            for (var id = stack.Stack; id != StackId.Empty; id = profile.Stacks.GetParent(id))
            {
                Push(ref length, steps[profile.Stacks.GetFrame(id).Index]);
            }

            if (!_options.Reverse)
            {
                _path.AsSpan(0, length).Reverse();
            }

            AddPath(stack.Group, _path.AsSpan(0, length), stack.Weight, side);
        }
    }

    /// <summary>
    /// Adds a folded stack, root first: <c>main;parse;read</c>. The annotations <c>_[k] _[j] _[i]</c> at the end of a
    /// frame give its kind.
    /// </summary>
    public void Add(ReadOnlySpan<char> folded, long weight, DiffSide side = DiffSide.After)
    {
        _isDifference |= side == DiffSide.Before;
        if (weight <= 0)
        {
            return;
        }

        var length = 0;
        folded = folded.TrimEnd(';');
        if (!folded.IsEmpty)
        {
            foreach (var range in folded.Split(';'))
            {
                Push(ref length, _names.ParseFolded(folded[range]));
            }
        }

        if (_options.Reverse)
        {
            _path.AsSpan(0, length).Reverse();
        }

        AddPath(null, _path.AsSpan(0, length), weight, side);
    }

    /// <summary>Lays out what was added.</summary>
    public FlameGraph Build() => FlameGraphLayout.Compute(_tree, _names, _options.FlameChart ? _starts : null, _options, _isDifference);

    private Step[] CreateSteps(Profile profile)
    {
        var nameRows = new int[profile.Functions.Count];
        var steps = new Step[profile.Frames.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var frame = profile.Frames[new FrameId(i)];
            ref var name = ref nameRows[frame.Function.Index];
            if (name == 0)
            {
                var function = profile.Functions[frame.Function].Name;
                name = _names.Intern(new FlameGraphName(function.Name, function.Module));
            }

            steps[i] = new Step(name, _names.Rows[name].Module == FunctionName.OffCpuModule ? FlameGraphKind.OffCpu : GetKind(frame));
        }

        return steps;
    }

    private static FlameGraphKind GetKind(in Frame frame) => frame switch
    {
        { Inlined: true } => FlameGraphKind.Inlined,
        { Kind: FrameKind.Native } => FlameGraphKind.Native,
        { Kind: FrameKind.Kernel } => FlameGraphKind.Kernel,
        { Kind: FrameKind.Jit } => FlameGraphKind.Jit,
        { Kind: FrameKind.ReadyToRun } => FlameGraphKind.ReadyToRun,
        { Kind: FrameKind.Stub } => FlameGraphKind.Stub,
        { Named: true } => FlameGraphKind.Other,
        _ => FlameGraphKind.Unknown,
    };

    private void Push(ref int length, Step step)
    {
        if (length == _path.Length)
        {
            Array.Resize(ref _path, length * 2);
        }

        _path[length++] = step;
    }

    private void AddPath(string? group, ReadOnlySpan<Step> path, long weight, DiffSide side)
    {
        if (weight > long.MaxValue - _sums[(int)side])
        {
            throw new InputException(
                DiagnosticCodes.CorruptRecord, "The weights of the stacks add up to more than 2^63.", "Use fewer stacks, or --measure samples.");
        }

        _sums[(int)side] += weight;
        var node = 0;
        var depth = 0;
        var fresh = false;
        if (group is not null)
        {
            Descend(new Step(_names.Intern(new FlameGraphName(group, "")), FlameGraphKind.Root), weight, ref node, ref depth, ref fresh);
        }

        foreach (var step in path)
        {
            Descend(step, weight, ref node, ref depth, ref fresh);
        }

        if (_options.FlameChart)
        {
            _lastPath.RemoveRange(depth, _lastPath.Count - depth);
            _position += weight;
        }

        _tree.Add(node, weight, side);
        if (path.Length > 0)
        {
            _names.AddSelf((_options.Reverse ? path[0] : path[^1]).Name, weight, side);
        }
    }

    private void Descend(Step step, long weight, ref int node, ref int depth, ref bool fresh)
    {
        if (!_options.FlameChart)
        {
            node = _tree.GetOrAddChild(node, step.Name);
        }
        else if (!fresh && depth < _lastPath.Count && _tree.GetName(_lastPath[depth]) == step.Name)
        {
            node = _lastPath[depth];
        }
        else
        {
            if (!fresh)
            {
                fresh = true;
                _lastPath.RemoveRange(depth, _lastPath.Count - depth);
            }

            node = _tree.Append(node, step.Name);
            _starts.Add(_position);
            _lastPath.Add(node);
        }

        depth++;
        _tree.VoteKind(node, step.Kind, weight);
    }

    /// <summary>A frame of a stack, ready to be merged.</summary>
    internal readonly record struct Step(int Name, FlameGraphKind Kind);
}
