using System.Runtime.ExceptionServices;
using PerfHarness.Measurements;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Describes a recording without naming anything: enough to decide whether it is fit to be evidence.</summary>
internal static class RunRecordFactory
{
    /// <param name="threads">Ids of the threads whose samples count; null for all.</param>
    /// <exception cref="Formats.Diagnostics.InputException">perf.data cannot be read to its end.</exception>
    public static RunRecord Create(RecordedRun run, IReadOnlySet<int>? threads = null)
    {
        var summary = run.Summary;
        if (summary.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        var (samples, weight, isClock) = summary.CountMainEvent(threads);
        var info = run.ToRunInfo();
        return new RunRecord
        {
            Session = "",
            Started = info.Started,
            WallTime = info.WallTime,
            CpuTime = info.CpuTime,
            BusyTime = info.BusyTime,
            Operations = info.Operations,
            Samples = samples,
            LostSamples = summary.LostSamples + info.LostSamples,
            Weight = weight,
            Unit = isClock ? "ns" : "events",
        };
    }
}
