using PerfHarness.Baselines;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;

namespace PerfHarness.Checks;

/// <summary>A session of a stored baseline, and how far the machine was from where it had been in the session before.</summary>
/// <param name="Started">When its first run started, or null if unknown.</param>
/// <param name="MedianSamples">Samples of its median run.</param>
/// <param name="Commit">That its runs were accepted at, or empty.</param>
/// <param name="Drift">Relative change of a typical share since the session before, beyond sampling; null if unknown.</param>
internal sealed record BaselineSession(string Name, DateTimeOffset? Started, int Runs, long MedianSamples, string Commit, double? Drift)
{
    /// <summary>Functions that are needed to tell the machine's drift from one function's change.</summary>
    private const int MinFunctions = 5;

    /// <summary>A deviation in units of the median absolute one, if it is normal.</summary>
    private const double DeviationPerMedian = 1.4826;

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
                name,
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

    // The scale of ln(p₁/p₀) over the functions, robust against the few whose code changed, without what sampling explains.
    private static double? EstimateDrift(RunCounts counts, int[] before, int[] after)
    {
        var (samplesBefore, samplesAfter) = (before.Sum(run => (double)counts.GetSamples(run)), after.Sum(run => (double)counts.GetSamples(run)));
        var changes = (from function in counts.Functions
                       let x = before.Sum(run => (double)function.Self[run])
                       let y = after.Sum(run => (double)function.Self[run])
                       where x >= CommonFactor.MinimumShare * samplesBefore && y >= CommonFactor.MinimumShare * samplesAfter
                       select (
                           Log: Math.Log(y / samplesAfter / (x / samplesBefore)),
                           Variance: (1 / x) - (1 / samplesBefore) + (1 / y) - (1 / samplesAfter))).ToList();
        if (changes.Count < MinFunctions)
        {
            return null;
        }

        var center = FindMedian(changes.Select(c => c.Log));
        var deviation = DeviationPerMedian * FindMedian(changes.Select(c => Math.Abs(c.Log - center)));
        return Math.Sqrt(Math.Max(0, (deviation * deviation) - FindMedian(changes.Select(c => c.Variance))));
    }

    private static double FindMedian(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return (ordered[ordered.Count / 2] + ordered[(ordered.Count - 1) / 2]) / 2;
    }
}
