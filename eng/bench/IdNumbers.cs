using PerfHarness.Formats.PerfData;

namespace PerfHarness.Bench;

/// <summary>
/// Ids of copied processes and threads. The first copy keeps the ids of the source; process 0 and the kernel (-1) keep theirs always.
/// </summary>
internal sealed class IdNumbers(SourceRecording source, RecordingShape shape)
{
    private const int First = 100_000;

    public int GetPid(int pid, int process) => Get(pid, process, thread: 0);

    public int GetTid(int tid, int process, int thread) => Get(tid, process, thread);

    /// <summary>Gives a record other than a sample the ids of a copy; false where this copy has no such record of its own.</summary>
    public bool TryRenumber(RecordType type, Span<int> body, Span<int> trailer, int process, int thread)
    {
        var (pid, isCopy) = (body[0], process > 0 || thread > 0);
        if (type is not (RecordType.Mmap or RecordType.Mmap2 or RecordType.Comm or RecordType.Fork or RecordType.Exit or RecordType.Read)
            || pid <= 0 || (thread > 0 && type != RecordType.Comm))
        {
            return !isCopy;
        }

        var ids = type is RecordType.Fork or RecordType.Exit ? 4 : 2; // pid, ppid, tid, ptid; or pid, tid
        for (var i = 0; i < ids; i++)
        {
            body[i] = GetTid(body[i], process, i == 0 ? 0 : thread);
        }

        trailer[0] = GetPid(trailer[0], process);
        trailer[1] = GetTid(trailer[1], process, thread);
        return true;
    }

    private int Get(int id, int process, int thread)
    {
        var copy = (process * shape.Threads) + thread;
        if (id <= 0 || copy == 0)
        {
            return id;
        }

        source.Ids.TryAdd(id, source.Ids.Count);
        return First + (source.Ids[id] * shape.Processes * shape.Threads) + copy;
    }
}
