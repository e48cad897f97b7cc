using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.PerfData;

namespace PerfHarness.Bench;

/// <summary>A recording that is multiplied: its bytes, and what has to be known of all its samples beforehand.</summary>
internal sealed class SourceRecording : IDisposable
{
    private readonly MappedFile _file;

    private SourceRecording(string path)
    {
        using (var data = PerfDataFile.Open(path, new DiagnosticBag()))
        {
            Fields = new RecordFields(data.Attributes[0]);
            if (data.IsPipe || data.Attributes.Any(other => other.SampleFields != data.Attributes[0].SampleFields))
            {
                throw new ArgumentException("the recording must be a file, not a pipe's content, and all of its events must have the same fields");
            }
        }

        Path = path;
        _file = MappedFile.Open(path);
        Header = PerfDataHeader.Read(_file);
        Survey();
    }

    public string Path { get; }

    public RecordFields Fields { get; }

    public PerfDataHeader Header { get; }

    public long SampleCount { get; private set; }

    /// <summary>By how much the times of a repetition are later.</summary>
    public ulong Duration { get; private set; }

    /// <summary>All ids of processes and threads, numbered as they come.</summary>
    public Dictionary<int, int> Ids { get; } = [];

    /// <summary>What precedes the records.</summary>
    public ReadOnlySpan<byte> Head => _file.Slice(0, (int)Header.Data.Offset);

    /// <summary>What follows them: the table of feature sections, and the sections.</summary>
    public ReadOnlySpan<byte> Tail => _file.SliceFrom((long)(Header.Data.Offset + Header.Data.Size));

    public static SourceRecording Open(string path) => new(path);

    public ReadOnlySpan<byte> Slice(FileSection section) => _file.Slice((long)section.Offset, (int)section.Size);

    /// <summary>The record at <paramref name="offset"/>, which becomes the next one's; false at the end.</summary>
    public bool TryRead(ref long offset, out RecordType type, out ReadOnlySpan<byte> record)
    {
        type = default;
        record = default;
        if (offset >= (long)(Header.Data.Offset + Header.Data.Size))
        {
            return false;
        }

        var header = _file.Slice(offset, RecordFields.HeaderSize);
        type = (RecordType)MemoryMarshal.Read<uint>(header);
        record = _file.Slice(offset, MemoryMarshal.Read<ushort>(header[6..]));
        offset += record.Length;
        return record.Length >= RecordFields.HeaderSize ? true : throw new ArgumentException("the recording is truncated");
    }

    public void Dispose() => _file.Dispose();

    private void Survey()
    {
        var (offset, first, last) = ((long)Header.Data.Offset, ulong.MaxValue, 0ul);
        var buffer = new byte[ushort.MaxValue];
        while (TryRead(ref offset, out var type, out var bytes))
        {
            if (type >= RecordType.HeaderAttribute)
            {
                continue;
            }

            var record = buffer.AsSpan(0, bytes.Length);
            bytes.CopyTo(record);
            foreach (var id in Fields.GetIds(record, type == RecordType.Sample))
            {
                Ids.TryAdd(id, Ids.Count);
            }

            if (type == RecordType.Sample)
            {
                SampleCount++;
                var time = Fields.GetTime(record, isSample: true)[0];
                (first, last) = (Math.Min(first, time), Math.Max(last, time));
            }
        }

        Duration = SampleCount > 0 ? last - first + 1 : throw new ArgumentException("the recording has no samples");
    }
}
