using System.Text;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>COMM: a thread's name changed; <paramref name="IsExec"/> means that the process runs another program now.</summary>
internal readonly record struct CommRecord(int Pid, int Tid, string Name, bool IsExec)
{
    private const ushort ExecFlag = 1 << 13;

    internal static bool TryParse(ushort misc, ReadOnlySpan<byte> body, out CommRecord record)
    {
        var reader = new SpanReader(body);
        var (pid, tid) = (reader.ReadInt32(), reader.ReadInt32());
        var name = reader.ReadCString();
        record = reader.Failed ? default : new CommRecord(pid, tid, Encoding.UTF8.GetString(name), (misc & ExecFlag) != 0);
        return !reader.Failed;
    }
}
