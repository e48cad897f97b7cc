using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>FORK or EXIT of a thread; a fork with another pid than its parent's is a new process.</summary>
/// <param name="WasRunning">perf wrote the fork of what was running when the recording began, and has had a life of its own since it
/// was forked: it shares neither the parent's program nor its mappings.</param>
internal readonly record struct TaskRecord(int Pid, int ParentPid, int Tid, int ParentTid, bool WasRunning)
{
    // PERF_RECORD_MISC_FORK_EXEC, which only perf itself sets.
    private const ushort ForkExecFlag = 1 << 13;

    internal static bool TryParse(ushort misc, ReadOnlySpan<byte> body, out TaskRecord record)
    {
        var reader = new SpanReader(body);
        record = new TaskRecord(
            reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), (misc & ForkExecFlag) != 0);
        return !reader.Failed;
    }
}
