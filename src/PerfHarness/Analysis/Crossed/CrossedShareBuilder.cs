using System.Runtime.InteropServices;
using PerfHarness.Profiles;

namespace PerfHarness.Analysis.Crossed;

/// <summary>
/// Makes the rows of <see cref="CrossedShares"/>. The keys fall in two: what a sample has (its group) and what a frame has. Samples of
/// one group and stack are summed first; then each stack is walked once for each group that has it.
/// </summary>
internal sealed class CrossedShareBuilder
{
    private readonly SampleSelection _selection;
    private readonly Profile _profile;
    private readonly IReadOnlyList<ShareKey> _keys;
    private readonly SampleKeyValues _sampleValues;
    private readonly FrameKeyValues _frameValues;

    public CrossedShareBuilder(SampleSelection selection, IReadOnlyList<ShareKey> keys)
    {
        (_selection, _profile, _keys) = (selection, selection.Profile, keys);
        _sampleValues = new SampleKeyValues(selection, [.. keys.Where(ShareKeys.IsOfSample)]);
        _frameValues = new FrameKeyValues(_profile, [.. keys.Where(key => !ShareKeys.IsOfSample(key))]);
    }

    public List<CrossedShareRow> Build(Measure measure)
    {
        var stacks = SumStacks();
        var sums = new Dictionary<(int Group, int Frame), Totals>();
        var seen = new int[_frameValues.Count];
        for (var i = 0; i < stacks.Count; i++)
        {
            AddStack(stacks[i], sums, seen, mark: i + 1);
        }

        var whole = SumWholes();
        var rows = sums.Select(pair => new CrossedShareRow(
            [.. GetValues(pair.Key.Group, pair.Key.Frame)], pair.Value.SelfSamples, pair.Value.TotalSamples, pair.Value.SelfWeight,
            pair.Value.TotalWeight, whole[_sampleValues.GetEvent(pair.Key.Group)])).ToList();
        rows.Sort((a, b) => Compare(a, b, measure));
        return rows;
    }

    private List<(int Group, int Stack, long Samples, long Weight)> SumStacks()
    {
        var sums = new Dictionary<(int Group, int Stack), (long Samples, long Weight)>();
        foreach (var row in (int[])_selection.Rows)
        {
            var sample = _profile.Samples[row];
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (_sampleValues.GetGroup(sample), sample.Stack.Index), out _);
            sum = (sum.Samples + sample.Count, sum.Weight + sample.Weight);
        }

        return [.. sums.Select(pair => (pair.Key.Group, pair.Key.Stack, pair.Value.Samples, pair.Value.Weight))];
    }

    private void AddStack(
        (int Group, int Stack, long Samples, long Weight) sum, Dictionary<(int Group, int Frame), Totals> sums, int[] seen, int mark)
    {
        var stack = new StackId(sum.Stack);
        var isLeaf = true;
        do
        {
            // A sample without a stack is of a frame that is not known.
            var frame = stack == StackId.Empty ? _frameValues.Unknown : _frameValues.GetGroup(_profile.Stacks.GetFrame(stack));
            if (seen[frame] != mark)
            {
                seen[frame] = mark;
                ref var totals = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, (sum.Group, frame), out _);
                totals.TotalSamples += sum.Samples;
                totals.TotalWeight += sum.Weight;
                totals.SelfSamples += isLeaf ? sum.Samples : 0;
                totals.SelfWeight += isLeaf ? sum.Weight : 0;
            }

            isLeaf = false;
            stack = _profile.Stacks.GetParent(stack);
        }
        while (stack != StackId.Empty && _frameValues.HasKeys);
    }

    // By event where it is a key: the sum of faults and nanoseconds means nothing.
    private Dictionary<int, CrossedShareRow.Sum> SumWholes()
    {
        var wholes = new Dictionary<int, CrossedShareRow.Sum>();
        foreach (var row in (int[])_selection.Rows)
        {
            var sample = _profile.Samples[row];
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(wholes, _sampleValues.GetEvent(_sampleValues.GetGroup(sample)), out _);
            sum = new CrossedShareRow.Sum(sum.Samples + sample.Count, sum.Weight + sample.Weight);
        }

        return wholes;
    }

    private IEnumerable<object?> GetValues(int group, int frame)
    {
        var (samples, frames) = (_sampleValues[group], _frameValues[frame]);
        var (sample, value) = (0, 0);
        foreach (var key in _keys)
        {
            yield return ShareKeys.IsOfSample(key) ? samples[sample++] : frames[value++];
        }
    }

    private static int Compare(CrossedShareRow a, CrossedShareRow b, Measure measure)
    {
        var order = b.GetShare(b.GetSelf(measure), measure).CompareTo(a.GetShare(a.GetSelf(measure), measure));
        order = order != 0 ? order : b.GetShare(b.GetTotal(measure), measure).CompareTo(a.GetShare(a.GetTotal(measure), measure));
        for (var i = 0; order == 0 && i < a.Values.Count; i++)
        {
            order = a.Values[i] is long left && b.Values[i] is long right
                ? left.CompareTo(right)
                : string.CompareOrdinal(a.Values[i]?.ToString(), b.Values[i]?.ToString());
        }

        return order;
    }

    private struct Totals
    {
        public long SelfSamples;
        public long TotalSamples;
        public long SelfWeight;
        public long TotalWeight;
    }
}
