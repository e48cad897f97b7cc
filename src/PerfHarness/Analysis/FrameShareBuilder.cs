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
    private readonly int[] _groupOfFrame;
    private readonly List<FunctionName> _labels = [];

    public FrameShareBuilder(SampleSelection selection, Grouping grouping, Measure measure)
    {
        (_selection, _profile, _grouping, _measure) = (selection, selection.Profile, grouping, measure);
        _totals = new RunTotals(selection, measure);
        _groupOfFrame = new int[_profile.Frames.Count];
        var groups = new Dictionary<FunctionName, int>();
        for (var i = 0; i < _groupOfFrame.Length; i++)
        {
            var label = Label(_profile.Frames[new FrameId(i)]);
            if (!groups.TryGetValue(label, out _groupOfFrame[i]))
            {
                _groupOfFrame[i] = _labels.Count;
                groups.Add(label, _labels.Count);
                _labels.Add(label);
            }
        }
    }

    public SelfShares Build()
    {
        var outermost = OutermostFrames.Find(_profile.Stacks, _groupOfFrame, _labels.Count);
        var (selfSamples, totalSamples) = Sum(outermost, _selection.SelfOfStacks(Measure.Samples));
        var self = new long[_totals.Runs.Length][];
        var total = new long[_totals.Runs.Length][];
        for (var run = 0; run < self.Length; run++)
        {
            (self[run], total[run]) = Sum(outermost, _selection.SelfOfStacks(_measure, _totals.Runs[run]));
        }

        var (kinds, named) = Kinds();
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

        return new SelfShares(_selection, _grouping, _measure, _totals.Runs, _totals.Sums, _totals.Samples, rows);
    }

    private (long[] Self, long[] Total) Sum(System.Collections.BitArray outermost, long[] stacks)
    {
        var self = new long[_labels.Count];
        var total = new long[_labels.Count];
        for (var row = 1; row < stacks.Length; row++)
        {
            self[Group(row)] += stacks[row];
        }

        SampleSelection.SumSubtrees(_profile.Stacks, stacks);
        for (var row = 1; row < stacks.Length; row++)
        {
            if (outermost[row])
            {
                total[Group(row)] += stacks[row];
            }
        }

        return (self, total);
    }

    // A method that runs jitted and precompiled is both; the kind with the most samples on the stack stands for it.
    private (FrameKind[] Kinds, bool[] Named) Kinds()
    {
        var samples = _selection.SelfOfStacks(Measure.Samples);
        SampleSelection.SumSubtrees(_profile.Stacks, samples);
        var frames = new long[_groupOfFrame.Length];
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
            byKind[(_groupOfFrame[i] * KindCount) + (int)frame.Kind] += frames[i];
            named[_groupOfFrame[i]] |= frame.Named;
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

    private int Group(int row) => _groupOfFrame[_profile.Stacks.GetFrame(new StackId(row)).Index];

    private FunctionName Label(Frame frame) => _grouping switch
    {
        Grouping.Module => new FunctionName("", _profile.Functions[frame.Function].Name.Module),
        Grouping.Kind => new FunctionName("", FrameKindLabels.Of(frame)),
        _ => _profile.Functions[frame.Function].Name,
    };
}
