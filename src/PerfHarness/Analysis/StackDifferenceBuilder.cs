using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>Interns the stacks of two profiles into the tables of a <see cref="StackDifference"/>.</summary>
internal sealed class StackDifferenceBuilder
{
    private readonly FunctionTableBuilder _functions = new();
    private readonly FrameTableBuilder _frames = new();
    private readonly StackTableBuilder _stacks = new();
    private readonly Dictionary<(FunctionId Function, bool Inlined), FrameId> _frameMap = [];

    public StackDifference Build(SampleSelection before, SampleSelection after, Measure measure)
    {
        // The later one first: its frames give the kinds.
        var afterSums = Merge(after, measure);
        var beforeSums = Merge(before, measure);
        Array.Resize(ref afterSums, _stacks.Count);
        Array.Resize(ref beforeSums, _stacks.Count);
        return new StackDifference(_functions.Build(), _frames.Build(), _stacks.Build(), beforeSums, afterSums);
    }

    private long[] Merge(SampleSelection selection, Measure measure)
    {
        var profile = selection.Profile;
        var self = selection.SumSelfByStack(measure);
        var used = (long[])self.Clone();
        SampleSelection.SumSubtrees(profile.Stacks, used);
        var map = new int[self.Length];
        for (var row = 1; row < self.Length; row++)
        {
            if (used[row] != 0)
            {
                var frame = MapFrame(profile, profile.Frames[profile.Stacks.GetFrame(new StackId(row))]);
                map[row] = _stacks.Intern(new StackId(map[profile.Stacks.GetParent(new StackId(row)).Index]), frame).Index;
            }
        }

        var sums = new long[_stacks.Count];
        for (var row = 0; row < self.Length; row++)
        {
            sums[map[row]] += self[row];
        }

        return sums;
    }

    private FrameId MapFrame(Profile profile, Frame frame)
    {
        var function = profile.Functions[frame.Function];
        var id = _functions.Intern(function.Name, function.Source);
        if (!_frameMap.TryGetValue((id, frame.Inlined), out var mapped))
        {
            mapped = _frames.Intern(frame with { Function = id, Address = 0, Line = 0, Tier = CodeTier.None });
            _frameMap.Add((id, frame.Inlined), mapped);
        }

        return mapped;
    }
}
