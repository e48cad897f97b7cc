using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>The samples of one thread in one run, in the order of time where there is one.</summary>
internal sealed record FirefoxThread(RunId Run, ThreadId Thread, List<Sample> Samples)
{
    /// <summary>Nanoseconds, or -1.</summary>
    public long FirstTime => Samples[0].Time;

    public static List<FirefoxThread> CreateAll(SampleSelection selection)
    {
        var threads = new Dictionary<(RunId, ThreadId), FirefoxThread>();
        foreach (var row in selection.Rows)
        {
            var sample = selection.Profile.Samples[row];
            if (!threads.TryGetValue((sample.Run, sample.Thread), out var thread))
            {
                threads.Add((sample.Run, sample.Thread), thread = new FirefoxThread(sample.Run, sample.Thread, []));
            }

            thread.Samples.Add(sample);
        }

        foreach (var thread in threads.Values)
        {
            thread.Samples.Sort(static (a, b) => a.Time.CompareTo(b.Time));
        }

        return [.. threads.Values.OrderBy(t => t.Run.Index).ThenByDescending(t => t.Samples.Sum(s => s.Count)).ThenBy(t => t.Thread.Index)];
    }
}
