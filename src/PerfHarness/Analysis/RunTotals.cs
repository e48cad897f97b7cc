using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>The runs that a selection has samples of, with their sums.</summary>
internal sealed class RunTotals
{
    public RunTotals(SampleSelection selection, Measure measure)
    {
        var profile = selection.Profile;
        var samples = new long[profile.Runs.Count];
        var sums = new long[profile.Runs.Count];
        foreach (var row in selection.Rows)
        {
            var sample = profile.Samples[row];
            samples[sample.Run.Index] += sample.Count;
            sums[sample.Run.Index] += measure == Measure.Samples ? sample.Count : sample.Weight;
        }

        Runs = [.. Enumerable.Range(0, samples.Length).Where(run => samples[run] > 0).Select(run => new RunId(run))];
        Sums = [.. Runs.Select(run => sums[run.Index])];
    }

    public RunId[] Runs { get; }

    public long[] Sums { get; }
}
