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
    private readonly List<FlameGraphStackMerger> _merged = [];
    private readonly List<int> _lastPath = [];
    private readonly List<long> _starts = [];
    private readonly long[] _sums = new long[2];
    private bool _isDifference;
    private long _position;

    /// <summary>Adds stacks of a profile. Their order matters for a flame chart only, which needs them in time order.</summary>
    public void Add(Profile profile, FlameGraphStack[] stacks, DiffSide side = DiffSide.After)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(stacks);
        _isDifference |= side == DiffSide.Before;
        stacks = AddWeights(stacks, side);
        var steps = CreateSteps(profile);
        if (_options.Reverse || _options.FlameChart)
        {
            AddPaths(profile, stacks, steps, side);
        }
        else
        {
            var merger = new FlameGraphStackMerger(_tree, _names, profile, stacks, steps);
            merger.Merge(side);
            _merged.Add(merger);
        }
    }

    /// <summary>Lays out what was added.</summary>
    public FlameGraph Build()
    {
        if (_tree.HasMixedKinds)
        {
            _tree.ClearMixedKinds();
            _merged.ForEach(merger => merger.VoteKinds());
        }

        return FlameGraphLayout.Compute(_tree, _names, _options.FlameChart ? _starts : null, _options, _isDifference);
    }

    // Stacks that weigh nothing are not drawn.
    private FlameGraphStack[] AddWeights(FlameGraphStack[] stacks, DiffSide side)
    {
        var (sum, count) = (_sums[(int)side], 0);
        foreach (ref readonly var stack in stacks.AsSpan())
        {
            if (stack.Weight > long.MaxValue - sum)
            {
                throw new InputException(
                    DiagnosticCodes.CorruptRecord, "The weights of the stacks add up to more than 2^63.",
                    "Use fewer stacks, or --measure samples.");
            }

            count += stack.Weight > 0 ? 1 : 0;
            sum += Math.Max(0, stack.Weight);
        }

        _sums[(int)side] = sum;
        return count == stacks.Length ? stacks : Array.FindAll(stacks, stack => stack.Weight > 0);
    }

    private FlameGraphStep[] CreateSteps(Profile profile)
    {
        var nameRows = new int[profile.Functions.Count];
        var steps = new FlameGraphStep[profile.Frames.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var frame = profile.Frames[new FrameId(i)];
            var function = profile.Functions[frame.Function].Name;
            ref var name = ref nameRows[frame.Function.Index];
            if (name == 0)
            {
                name = _names.Intern(function.Name, function.Module);
            }

            steps[i] = new FlameGraphStep(name, function.Module == FunctionName.OffCpuModule ? FlameGraphKind.OffCpu : GetKind(frame));
        }

        return steps;
    }

    private static FlameGraphKind GetKind(in Frame frame) => frame.Inlined ? FlameGraphKind.Inlined : frame.Kind switch
    {
        FrameKind.Native => FlameGraphKind.Native,
        FrameKind.Kernel => FlameGraphKind.Kernel,
        FrameKind.Jit => FlameGraphKind.Jit,
        FrameKind.ReadyToRun => FlameGraphKind.ReadyToRun,
        FrameKind.Stub => FlameGraphKind.Stub,
        _ => frame.Named ? FlameGraphKind.Other : FlameGraphKind.Unknown,
    };

    // From the leaves, or in the order of time: stack by stack.
    private void AddPaths(Profile profile, FlameGraphStack[] stacks, FlameGraphStep[] steps, DiffSide side)
    {
        var path = new FlameGraphStep[256];
        foreach (ref readonly var stack in stacks.AsSpan())
        {
            var length = 0;
            for (var id = stack.Stack; id != StackId.Empty; id = profile.Stacks.GetParent(id))
            {
                if (length == path.Length)
                {
                    Array.Resize(ref path, length * 2);
                }

                path[length++] = steps[profile.Stacks.GetFrame(id).Index];
            }

            if (length > 0)
            {
                _names.AddSelf(path[0].Name, stack.Weight, side);
            }

            if (!_options.Reverse)
            {
                path.AsSpan(0, length).Reverse();
            }

            AddPath(stack.Group, path.AsSpan(0, length), stack.Weight, side);
        }
    }

    private void AddPath(string? group, ReadOnlySpan<FlameGraphStep> path, long weight, DiffSide side)
    {
        var node = 0;
        var depth = 0;
        var fresh = false;
        if (group is not null)
        {
            Descend(new FlameGraphStep(_names.Intern(group, ""), FlameGraphKind.Root), weight, ref node, ref depth, ref fresh);
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
    }

    private void Descend(FlameGraphStep step, long weight, ref int node, ref int depth, ref bool fresh)
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
}
