using PerfHarness.Baselines;
using PerfHarness.Gating;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;

namespace PerfHarness.Checks;

/// <summary>A session of a stored baseline, and how far the machine was from where it had been in the session before.</summary>
/// <param name="Started">When its first run started, or null if unknown.</param>
/// <param name="MedianSamples">Samples of its median run.</param>
/// <param name="Commit">That its runs were accepted at, or empty.</param>
/// <param name="Drift">Relative change of a typical share since the session before, beyond sampling; null if unknown.</param>
internal sealed record BaselineSession(DateTimeOffset? Started, int Runs, long MedianSamples, string Commit, double? Drift)
{
    /// <summary>With fewer there is no variance between runs.</summary>
    private const int MinRuns = 3;

    /// <summary>The baseline's sessions, oldest first.</summary>
    public static IReadOnlyList<BaselineSession> List(Baseline baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        var counts = baseline.Counts;
        var commits = FindCommits(baseline);
        var sessions = new List<BaselineSession>();
        int[]? before = null;
        foreach (var (name, index) in counts.Sessions.Select((name, index) => (name, index)))
        {
            var runs = Enumerable.Range(0, counts.Runs.Count).Where(run => counts.Runs[run].Session == name).ToArray();
            sessions.Add(new BaselineSession(
                runs.Min(run => counts.Runs[run].Started),
                runs.Length,
                runs.Select(run => counts.Runs[run].Samples).Order().ElementAt(runs.Length / 2),
                commits[index],
                before is null ? null : EstimateDrift(counts, before, runs)));
            before = runs;
        }

        return sessions;
    }

    // Entries of the history since the baseline was replaced: each gave the sessions by which their number grew.
    private static string[] FindCommits(Baseline baseline)
    {
        var commits = new string[baseline.Counts.Sessions.Count];
        Array.Fill(commits, "");
        var known = 0;
        foreach (var entry in baseline.History.Where(entry => entry.Action is "replace" or "add"))
        {
            known = entry.Action == "replace" ? 0 : known;
            for (; known < Math.Min(entry.Sessions, commits.Length); known++)
            {
                commits[known] = entry.Commit;
            }
        }

        return commits;
    }

    // As the gate sees it in a comparison: null if the functions, or the runs, are too few.
    private static double? EstimateDrift(RunCounts counts, int[] before, int[] after)
    {
        if (before.Length + after.Length < MinRuns)
        {
            return null;
        }

        var sides = new PairedCounts(counts.SelectRuns(before), counts.SelectRuns(after));
        return ObservedDrift.Create(ShareTest.Run(sides.Baseline, sides.Candidate, SessionDrift.InterleavedDrift), sides).Typical;
    }
}
