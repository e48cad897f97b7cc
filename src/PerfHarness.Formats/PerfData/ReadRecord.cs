using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>
/// READ: what an inherited event had counted when its thread ended (<c>perf record --stat</c>); one for each CPU that it was
/// open on.
/// </summary>
/// <param name="EventId">One of <see cref="EventAttribute.Ids"/>; null where the record has none.</param>
internal readonly record struct ReadRecord(int Pid, int Tid, ulong? EventId, ulong Value)
{
    internal static bool TryParse(ReadOnlySpan<byte> body, ReadFormat format, out ReadRecord record)
    {
        var reader = new SpanReader(body);
        var (pid, tid, value) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadUInt64());
        reader.Skip((format & ReadFormat.TotalTimeEnabled) != 0 ? 8 : 0);
        reader.Skip((format & ReadFormat.TotalTimeRunning) != 0 ? 8 : 0);
        record = new ReadRecord(pid, tid, (format & ReadFormat.Id) != 0 ? reader.ReadUInt64() : null, value);
        return !reader.Failed;
    }
}
