using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>
/// How much of the CPU time that the kernel accounted has samples. A counter starts anew in each thread, so that of threads
/// shorter than a sampling period hardly any is seen.
/// </summary>
/// <param name="CpuTime">As the kernel accounted it, of all runs that say it.</param>
/// <param name="Missing">The part of it without samples; what was lost or is noise does not count.</param>
/// <param name="Samples">Of the runs that say it.</param>
/// <param name="EndedThreads">Threads that ended while they were recorded; 0 if the input does not say.</param>
/// <param name="UnseenThreads">Those of them without any sample.</param>
/// <param name="Period">Between two samples of a CPU; zero if unknown.</param>
internal readonly record struct SampledTime(TimeSpan CpuTime, TimeSpan Missing, long Samples, int EndedThreads, int UnseenThreads, TimeSpan Period)
{
    private const long NanosecondsPerTick = 100;

    /// <summary>0 to 1.</summary>
    public double MissingShare => CpuTime > TimeSpan.Zero ? Missing / CpuTime : 0;

    /// <summary>Of the main event over the whole profile; null where its samples are not of time, or no CPU time is known.</summary>
    public static SampledTime? Compute(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (profile.Samples.Count == 0 || profile.Events[MainEvent.Find(profile).Index] is not { Unit: "ns" } info)
        {
            return null;
        }

        var sampled = SumByRun(profile, info);
        var period = info.Frequency > 0 ? 1_000_000_000L / info.Frequency : 0;
        var (cpuTime, missing, samples, ended, unseen) = (0L, 0L, 0L, 0, 0);
        for (var i = 0; i < profile.Runs.Count; i++)
        {
            var run = profile.Runs[i];
            var total = sampled[i].Values.Sum();
            var threads = run.EndedThreads ?? new Dictionary<int, long>();
            var counted = threads.Sum(thread => thread.Value);
            var ofThem = threads.Sum(thread => sampled[i].GetValueOrDefault(thread.Key));
            var cpu = run.CpuTime is { } known ? known.Ticks * NanosecondsPerTick : counted > 0 ? total - ofThem + counted : 0;
            if (cpu > 0 && !run.IsFiltered)
            {
                cpuTime += cpu;
                samples += period > 0 ? total / period : 0;
                missing += cpu - total - (run.LostSamples * period);
                ended += threads.Count;
                unseen += threads.Keys.Count(tid => !sampled[i].ContainsKey(tid));
            }
        }

        return cpuTime == 0 ? null : new SampledTime(
            new TimeSpan(cpuTime / NanosecondsPerTick), new TimeSpan(Math.Max(0, missing) / NanosecondsPerTick), samples, ended, unseen,
            new TimeSpan(period / NanosecondsPerTick));
    }

    // Weights by thread id, for each run.
    private static Dictionary<int, long>[] SumByRun(Profile profile, EventInfo info)
    {
        var sums = new Dictionary<int, long>[profile.Runs.Count];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = [];
        }

        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var sample = profile.Samples[row];
            if (profile.Events[sample.Event.Index] == info)
            {
                var tid = profile.Threads[sample.Thread.Index].Tid;
                sums[sample.Run.Index][tid] = sums[sample.Run.Index].GetValueOrDefault(tid) + sample.Weight;
            }
        }

        return sums;
    }
}
