using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>Makes the rows of <see cref="SelfShares"/> where a row is a set of frames: function, module or kind.</summary>
internal sealed class FrameShareBuilder
{
    private readonly SampleSelection _selection;
    private readonly Profile _profile;
    private readonly Grouping _grouping;
    private readonly Measure _measure;
    private readonly RunTotals _totals;
    private readonly int[] _frameGroups;
    private readonly List<FunctionName> _labels = [];

    public FrameShareBuilder(SampleSelection selection, Grouping grouping, Measure measure)
    {
        (_selection, _profile, _grouping, _measure) = (selection, selection.Profile, grouping, measure);
        _totals = new RunTotals(selection, measure);
        _frameGroups = new int[_profile.Frames.Count];
        var groups = new Dictionary<FunctionName, int>();
        for (var i = 0; i < _frameGroups.Length; i++)
        {
            var label = GetLabel(_profile.Frames[new FrameId(i)]);
            if (!groups.TryGetValue(label, out _frameGroups[i]))
            {
                _frameGroups[i] = _labels.Count;
                groups.Add(label, _labels.Count);
                _labels.Add(label);
            }
        }
    }

    public SelfShares Build()
    {
        var outermost = OutermostFrames.Find(_profile.Stacks, _frameGroups, _labels.Count);
        var (selfSamples, totalSamples) = SumGroups(outermost, _selection.SumSelfByStack(Measure.Samples));
        var self = new long[_totals.Runs.Length][];
        var total = new long[_totals.Runs.Length][];
        for (var run = 0; run < self.Length; run++)
        {
            (self[run], total[run]) = SumGroups(outermost, _selection.SumSelfByStack(_measure, _totals.Runs[run]));
        }

        var (kinds, named) = ComputeKinds();
        var rows = new List<ShareRow>();
        for (var group = 0; group < _labels.Count; group++)
        {
            if (totalSamples[group] > 0)
            {
                var function = _grouping == Grouping.Function && _profile.Functions.TryFind(_labels[group], out var id) ? id : (FunctionId?)null;
                rows.Add(new ShareRow(_labels[group], function, kinds[group], named[group], selfSamples[group], totalSamples[group],
                    [.. self.Select(run => run[group])], [.. total.Select(run => run[group])], _totals.Sums));
            }
        }

        return new SelfShares(_selection, _grouping, _measure, _totals.Runs, _totals.Sums, rows);
    }

    private (long[] Self, long[] Total) SumGroups(System.Collections.BitArray outermost, long[] stacks)
    {
        var self = new long[_labels.Count];
        var total = new long[_labels.Count];
        for (var row = 1; row < stacks.Length; row++)
        {
            self[GetGroup(row)] += stacks[row];
        }

        SampleSelection.SumSubtrees(_profile.Stacks, stacks);
        for (var row = 1; row < stacks.Length; row++)
        {
            if (outermost[row])
            {
                total[GetGroup(row)] += stacks[row];
            }
        }

        return (self, total);
    }

    // A method that runs jitted and precompiled is both; the kind with the most samples on the stack represents it.
    private (FrameKind[] Kinds, bool[] Named) ComputeKinds()
    {
        var samples = _selection.SumSelfByStack(Measure.Samples);
        SampleSelection.SumSubtrees(_profile.Stacks, samples);
        var frames = new long[_frameGroups.Length];
        for (var row = 1; row < samples.Length; row++)
        {
            frames[_profile.Stacks.GetFrame(new StackId(row)).Index] += samples[row];
        }

        const int KindCount = (int)FrameKind.Stub + 1;
        var byKind = new long[_labels.Count * KindCount];
        var named = new bool[_labels.Count];
        for (var i = 0; i < frames.Length; i++)
        {
            var frame = _profile.Frames[new FrameId(i)];
            byKind[(_frameGroups[i] * KindCount) + (int)frame.Kind] += frames[i];
            named[_frameGroups[i]] |= frame.Named;
        }

        var kinds = new FrameKind[_labels.Count];
        for (var group = 0; group < kinds.Length; group++)
        {
            var span = byKind.AsSpan(group * KindCount, KindCount);
            for (var kind = 0; kind < KindCount; kind++)
            {
                kinds[group] = span[kind] > span[(int)kinds[group]] ? (FrameKind)kind : kinds[group];
            }
        }

        return (kinds, named);
    }

    private int GetGroup(int row) => _frameGroups[_profile.Stacks.GetFrame(new StackId(row)).Index];

    private FunctionName GetLabel(Frame frame) => _grouping switch
    {
        Grouping.Module => new FunctionName("", _profile.Functions[frame.Function].Name.Module),
        Grouping.Kind => new FunctionName("", FrameKindLabels.GetLabel(frame)),
        _ => _profile.Functions[frame.Function].Name,
    };
}
