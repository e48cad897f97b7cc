using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>Makes the rows of <see cref="SelfShares"/> where a row is a thread or process. Self and total are the same there.</summary>
internal sealed class ThreadShareBuilder(SampleSelection selection, Grouping grouping, Measure measure)
{
    public SelfShares Build()
    {
        var profile = selection.Profile;
        var totals = new RunTotals(selection, measure);
        var runIndex = new int[profile.Runs.Count];
        for (var i = 0; i < totals.Runs.Length; i++)
        {
            runIndex[totals.Runs[i].Index] = i;
        }

        var label = grouping == Grouping.Thread ? [.. profile.Threads.Select(ThreadLabels.Format)] : ThreadLabels.CreateProcesses(selection);
        var sums = new Dictionary<string, (long Samples, long[] Runs)>();
        foreach (var row in selection.Rows)
        {
            var sample = profile.Samples[row];
            var key = label[sample.Thread.Index];
            var sum = sums.TryGetValue(key, out var known) ? known : (0, new long[totals.Runs.Length]);
            sum.Runs[runIndex[sample.Run.Index]] += measure == Measure.Samples ? sample.Count : sample.Weight;
            sums[key] = (sum.Samples + sample.Count, sum.Runs);
        }

        var rows = sums.Select(pair => new ShareRow(new FunctionName("", pair.Key), null, FrameKind.Unknown, named: true,
            pair.Value.Samples, pair.Value.Samples, pair.Value.Runs, pair.Value.Runs, totals.Sums)).ToList();
        return new SelfShares(selection, grouping, measure, totals.Runs, totals.Sums, rows);
    }
}
