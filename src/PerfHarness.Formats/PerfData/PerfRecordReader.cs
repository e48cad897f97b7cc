using System.Runtime.InteropServices;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>
/// The records in the order of time. Nothing is copied: after <see cref="Read"/> the properties look at the file. Where another
/// thread scans the file, this one only ever sees whole batches.
/// </summary>
internal sealed class PerfRecordReader : IDisposable
{
    private const int HeaderSize = 8;

    private readonly PerfDataFile _data;
    private readonly RecordScanner _scanner;
    private readonly RecordReadAhead? _readAhead;
    private RecordBatch _batch = new();
    private int _index = -1;

    /// <param name="summarize">Fill in <see cref="ScannedRecord.IsSummarized"/> and what follows it.</param>
    /// <param name="readAhead">Scan on another thread.</param>
    internal PerfRecordReader(PerfDataFile data, bool summarize, bool readAhead)
    {
        (_data, _scanner) = (data, new RecordScanner(data, summarize));
        _readAhead = readAhead ? new RecordReadAhead(_scanner) : null;
    }

    /// <summary>The current record as the scanner left it. Valid until the next <see cref="Read"/>.</summary>
    public ref readonly ScannedRecord Current => ref _batch[_index];

    public RecordType Type => Current.Type;

    /// <summary>Of the current record, in nanoseconds; 0 where there is none.</summary>
    public ulong Time => Current.Time;

    /// <summary>Offset of the current record in the file, for messages.</summary>
    public long Offset => Current.Offset;

    /// <summary>The current record's bytes after its header, trailer included.</summary>
    public ReadOnlySpan<byte> Body => _data.Records.Slice(Current.Offset + HeaderSize, Current.Size - HeaderSize);

    private ushort Misc => Current.Misc;

    /// <summary>Goes on to the next record; false at the end.</summary>
    public bool Read()
    {
        if (++_index < _batch.Count)
        {
            return true;
        }

        _index = 0;
        if (_readAhead is null)
        {
            return _scanner.Fill(_batch);
        }

        _batch = _readAhead.Take();
        return _batch.Count > 0;
    }

    /// <summary>Ends the other thread, which must not read the file any more when that is closed.</summary>
    public void Dispose() => _readAhead?.Dispose();

    /// <summary>Decodes the current SAMPLE; a corrupt one is reported and false.</summary>
    public bool TryGetSample(out SampleRecord sample)
    {
        var layout = _scanner.Layouts.Find(Body);
        if (layout is not null && layout.TryDecode(Body, Misc, out sample))
        {
            return true;
        }

        sample = default;
        _data.ReportCorrupt(Offset, Current.Size, layout is null ? "a sample of an unknown event" : "a truncated sample");
        return false;
    }

    public bool TryGetMmap(out MmapRecord record) => MmapRecord.TryParse(Type, Misc, Body, out record) || ReportTruncated();

    public bool TryGetComm(out CommRecord record) => CommRecord.TryParse(Misc, Body, out record) || ReportTruncated();

    public bool TryGetTask(out TaskRecord record) => TaskRecord.TryParse(Misc, Body, out record) || ReportTruncated();

    /// <param name="eventIndex">Of <see cref="PerfDataFile.Attributes"/>; -1 where the event is not known.</param>
    public bool TryGetRead(out ReadRecord record, out int eventIndex)
    {
        var format = _data.Attributes.Count > 0 ? _data.Attributes[0].ReadFormat : ReadFormat.None;
        var isRead = ReadRecord.TryParse(Body, format, out record) || ReportTruncated();
        // The counts of a group's members do not say whose they are.
        eventIndex = !isRead || (format & ReadFormat.Group) != 0 ? -1
            : record.EventId is { } id ? _data.FindEvent(id)
            : _data.Attributes.Count == 1 ? 0 : -1;
        return isRead;
    }

    /// <summary>False where the record does not say whose it is.</summary>
    public bool TryGetSwitch(out SwitchRecord record)
    {
        var tid = _scanner.Layouts.GetTid(Body);
        record = SwitchRecord.Create(tid, Misc);
        return tid >= 0;
    }

    public bool TryGetKsymbol(out KsymbolRecord record) => KsymbolRecord.TryParse(Body, out record) || ReportTruncated();

    /// <summary>LOST: records that did not fit the buffer; LOST_SAMPLES: samples the kernel threw away. 0 for others.</summary>
    public ulong GetLost()
    {
        var reader = new SpanReader(Body);
        if (Type == RecordType.Lost)
        {
            reader.ReadUInt64(); // id
        }

        return Type is RecordType.Lost or RecordType.LostSamples ? reader.ReadUInt64() : 0;
    }

    private bool ReportTruncated()
    {
        _data.ReportCorrupt(Offset, Current.Size, $"a {Type} record that is truncated");
        return false;
    }
}
