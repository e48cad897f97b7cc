using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>FORK or EXIT of a thread; a fork with another pid than its parent's is a new process.</summary>
internal readonly record struct TaskRecord(int Pid, int ParentPid, int Tid, int ParentTid)
{
    internal static bool TryParse(ReadOnlySpan<byte> body, out TaskRecord record)
    {
        var reader = new SpanReader(body);
        record = new TaskRecord(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        return !reader.Failed;
    }
}
