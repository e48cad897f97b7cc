using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>READ: what an inherited event had counted when its thread ended (<c>perf record --stat</c>); one for each CPU that it was open on.</summary>
/// <param name="EventIndex">-1 where the event is not known.</param>
internal readonly record struct ReadRecord(int Pid, int Tid, int EventIndex, ulong Value)
{
    internal static bool TryParse(ReadOnlySpan<byte> body, PerfDataFile file, out ReadRecord record)
    {
        record = default;
        var format = file.Attributes.Count > 0 ? file.Attributes[0].ReadFormat : ReadFormat.None;
        if ((format & ReadFormat.Group) != 0)
        {
            return true; // The counts of a group's members do not say whose they are.
        }

        var reader = new SpanReader(body);
        var (pid, tid, value) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadUInt64());
        reader.Skip((format & ReadFormat.TotalTimeEnabled) != 0 ? 8 : 0);
        reader.Skip((format & ReadFormat.TotalTimeRunning) != 0 ? 8 : 0);
        var index = (format & ReadFormat.Id) != 0 ? file.FindEvent(reader.ReadUInt64()) : file.Attributes.Count == 1 ? 0 : -1;
        record = new ReadRecord(pid, tid, index, value);
        return !reader.Failed;
    }
}
