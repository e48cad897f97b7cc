using PerfHarness.Measurements;
using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Whether a benchmark leaves cores free for work of ours while it is recorded, judged by what its executions so far have used.</summary>
internal sealed class FreeCores(RecordOptions recording)
{
    private readonly CpuSet _available = CpuSet.GetAvailable();
    private readonly double? _limit = new FingerprintReader().ReadCpuLimit();
    private double? _busy;

    /// <summary>Takes note of an execution.</summary>
    /// <param name="busy">Processors that it kept busy, on average; null if that is unknown.</param>
    public void Observe(double? busy) => _busy = busy is null ? _busy : Math.Max(_busy ?? 0, busy.Value);

    /// <summary>Processors for work beside the side's next run, or null.</summary>
    public CpuSet? Find(RecordedSide side) =>
        // Where every processor is sampled we would be in the recording, and off the processors any wait for one counts.
        side.Source.CanOverlap && !recording.PerCpu && !recording.OffCpu ? new SpareCpus().Find(_available, side.Command.Cpus, _busy, _limit) : null;
}
