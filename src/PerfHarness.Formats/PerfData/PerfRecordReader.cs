using System.Globalization;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>
/// Walks the records in the order of time:
/// <code>
///   file ─scan─► records perf wrote (attributes, features, rounds): handled here
///            └─► records the kernel wrote ─► RoundSorter ─► Read()
/// </code>
/// Records without a time (what existed before the recording started) come at once. Nothing is copied: after
/// <see cref="Read"/> the properties look at the file. Memory that was walked past is given back.
/// </summary>
internal sealed class PerfRecordReader
{
    private const int HeaderSize = 8;
    private const long DiscardInterval = 8 << 20;
    private const long ReadAheadInterval = 4 << 20;

    private readonly PerfDataFile _data;
    private readonly MappedFile _file;
    private readonly RoundSorter _sorter = new();
    private readonly Dictionary<uint, long> _unknown = [];
    private readonly SampleLayouts _layouts;
    private readonly long _end;
    private long _scanOffset;
    private long _currentOffset;
    private int _size;
    private long _discardedUpTo;
    private long _readAheadUpTo;
    private bool _finished;
    private bool _hasRounds;

    internal PerfRecordReader(PerfDataFile data)
    {
        (_data, _file, _layouts) = (data, data.Records, new SampleLayouts(data));
        _scanOffset = (long)data.Data.Offset;
        _end = (long)(data.Data.Offset + data.Data.Size);
        _discardedUpTo = _scanOffset;
        _layouts.Update();
    }

    public RecordType Type { get; private set; }

    public ushort Misc { get; private set; }

    /// <summary>Of the current record, in nanoseconds; 0 for a sample, which has its own, and where there is none.</summary>
    public ulong Time { get; private set; }

    /// <summary>Offset of the current record in the file, for messages.</summary>
    public long Offset => _currentOffset;

    /// <summary>The current record's bytes after its header, trailer included.</summary>
    public ReadOnlySpan<byte> Body { get => _file.Slice(_currentOffset + HeaderSize, _size - HeaderSize); }

    /// <summary>Goes on to the next record; false at the end.</summary>
    public bool Read()
    {
        while (true)
        {
            if (_sorter.TryTake(out var offset))
            {
                Load(offset);
                return true;
            }

            if (_finished)
            {
                return false;
            }

            if (Scan())
            {
                return true;
            }
        }
    }

    /// <summary>Decodes the current SAMPLE; a corrupt one is reported and false.</summary>
    public bool TryGetSample(out SampleRecord sample)
    {
        var layout = _layouts.Find(Body);
        if (layout is not null && layout.TryDecode(Body, Misc, out sample))
        {
            return true;
        }

        sample = default;
        ReportCorrupt(_currentOffset, _size, layout is null ? "a sample of an unknown event" : "a truncated sample");
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
        var tid = _layouts.GetTid(Body);
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
        ReportCorrupt(_currentOffset, _size, $"a {Type} record that is truncated");
        return false;
    }

    // Goes on in the file until records are ready, or one without a time is met (true, and it is the current one).
    private bool Scan()
    {
        while (_scanOffset < _end)
        {
            var header = _file.Slice(_scanOffset, HeaderSize);
            var size = header.Length < HeaderSize ? 0 : MemoryMarshal.Read<ushort>(header[6..]);
            if (size < HeaderSize || _scanOffset + size > _end)
            {
                ReportCorrupt(_scanOffset, size,
                    header.Length < HeaderSize || size >= HeaderSize ? "a truncated record" : "a record with an invalid size");
                break;
            }

            var offset = _scanOffset;
            _scanOffset += size;
            ReadAhead();
            var type = (RecordType)MemoryMarshal.Read<uint>(header);
            if (RecordTypes.IsUserType(type))
            {
                if (HandleUserTypeRecord(type, MemoryMarshal.Read<ushort>(header[4..]), offset, size))
                {
                    return false;
                }

                continue;
            }

            CountUnknown(type);
            var time = _layouts.GetTime(type, _file.Slice(offset + HeaderSize, size - HeaderSize));
            if (time is 0 or ulong.MaxValue)
            {
                Load(offset);
                return true;
            }

            _sorter.Add(time, offset);
        }

        Finish();
        return false;
    }

    private void Finish()
    {
        _finished = true;
        _sorter.FinishAll();
        foreach (var (type, count) in _unknown)
        {
            _data.Diagnostics.Info(DiagnosticCodes.UnknownRecords,
                string.Create(CultureInfo.InvariantCulture, $"'{_data.Path}': {count} records of the unknown type {type} were skipped"), null,
                _data.Path);
        }
    }

    // Records that perf itself wrote. True when sorted records became ready.
    private bool HandleUserTypeRecord(RecordType type, ushort misc, long offset, int size)
    {
        var body = _file.Slice(offset + HeaderSize, size - HeaderSize);
        switch (type)
        {
            case RecordType.FinishedRound:
                _hasRounds = true;
                _sorter.FinishRound();
                DiscardConsumed();
                return true;
            case RecordType.HeaderAttribute when _data.IsPipe:
                AddAttribute(body);
                break;
            case RecordType.HeaderFeature when _data.IsPipe && body.Length >= 8:
                _data.Features.Read((Feature)Math.Min(MemoryMarshal.Read<ulong>(body), int.MaxValue), body[8..]);
                _data.ApplyEventNames();
                break;
            case RecordType.HeaderBuildId:
                _data.Features.AddBuildId(body, misc);
                break;
            case RecordType.EventUpdate:
                UpdateEvent(body);
                break;
            case RecordType.HeaderTracingData when body.Length >= 4:
                Skip((MemoryMarshal.Read<uint>(body) + 7) & ~7u);
                break;
            case RecordType.Auxtrace when body.Length >= 8:
                Skip(MemoryMarshal.Read<ulong>(body));
                break;
            case RecordType.Compressed or RecordType.Compressed2:
                _data.Diagnostics.Warn(DiagnosticCodes.CompressedRecords,
                    string.Create(CultureInfo.InvariantCulture, $"'{_data.Path}': a compressed record at offset {offset} could not be decompressed"),
                    "Record without -z.", _data.Path);
                break;
            default:
                CountUnknown(type);
                break;
        }

        return false;
    }

    private void CountUnknown(RecordType type)
    {
        if (!RecordTypes.IsKnown(type))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_unknown, (uint)type, out _)++;
        }
    }

    // Data that follows a record without being one.
    private void Skip(ulong bytes) => _scanOffset = bytes > (ulong)(_end - _scanOffset) ? _end : _scanOffset + (long)bytes;

    private void AddAttribute(ReadOnlySpan<byte> body)
    {
        if (body.Length < EventAttribute.MinSize)
        {
            return;
        }

        var size = Math.Clamp((int)Math.Min(MemoryMarshal.Read<uint>(body[4..]), 4096u), EventAttribute.MinSize, body.Length);
        if (EventAttribute.Parse(body[..size]) is { } attribute)
        {
            _data.AddAttribute(attribute with { Ids = MemoryMarshal.Cast<byte, ulong>(body[size..]).ToArray() });
            _layouts.Update();
        }
    }

    // EVENT_UPDATE: u64 kind (2 is the name), u64 event id, value.
    private void UpdateEvent(ReadOnlySpan<byte> body)
    {
        var reader = new SpanReader(body);
        if (reader.ReadUInt64() == 2)
        {
            _data.RenameEvent(reader.ReadUInt64(), reader.ReadCStringText());
        }
    }

    private void Load(long offset)
    {
        var header = _file.Slice(offset, HeaderSize);
        _currentOffset = offset;
        Type = (RecordType)MemoryMarshal.Read<uint>(header);
        Misc = MemoryMarshal.Read<ushort>(header[4..]);
        _size = MemoryMarshal.Read<ushort>(header[6..]);
        Time = Type == RecordType.Sample ? 0 : _layouts.GetTime(Type, Body);
    }

    // Another thread waits for the disk and the page tables.
    private void ReadAhead()
    {
        if (_scanOffset >= _readAheadUpTo)
        {
            var (start, end) = (_readAheadUpTo + ReadAheadInterval, _readAheadUpTo + (2 * ReadAheadInterval));
            _readAheadUpTo += ReadAheadInterval;
            ThreadPool.UnsafeQueueUserWorkItem(static range => range._file.Prefetch(range.start, range.end), (_file, start, end), preferLocal: false);
        }
    }

    // Two rounds are still to be read; what is well before is not needed again.
    private void DiscardConsumed()
    {
        var discardEnd = _scanOffset - DiscardInterval;
        if (_hasRounds && discardEnd - _discardedUpTo > DiscardInterval)
        {
            _file.Discard(_discardedUpTo, discardEnd);
            _discardedUpTo = discardEnd;
        }
    }

    private void ReportCorrupt(long offset, int size, string problem) =>
        _data.Diagnostics.Warn(DiagnosticCodes.CorruptRecord,
            string.Create(CultureInfo.InvariantCulture,
                $"'{_data.Path}': {problem} at offset {offset} (size {size}), {Math.Max(0, _end - offset)} bytes before the end of the data"), null,
            _data.Path);
}
