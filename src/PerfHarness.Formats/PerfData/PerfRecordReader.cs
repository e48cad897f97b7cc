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
/// Records without a time (what existed before the recording began) come at once. Nothing is copied: after
/// <see cref="Read"/> the properties look at the file. Memory that was walked past is given back.
/// </summary>
public sealed class PerfRecordReader
{
    private const int HeaderSize = 8;
    private const long ForgetEvery = 8 << 20;
    private const long AheadEvery = 4 << 20;

    private readonly PerfDataFile _data;
    private readonly MappedFile _file;
    private readonly RoundSorter _sorter = new();
    private readonly Dictionary<uint, long> _unknown = [];
    private readonly SampleLayouts _layouts;
    private readonly long _end;
    private long _scan;
    private long _current;
    private int _size;
    private long _forgotten;
    private long _ahead;
    private bool _finished;
    private bool _rounds;

    internal PerfRecordReader(PerfDataFile data)
    {
        (_data, _file, _layouts) = (data, data.Records, new SampleLayouts(data));
        _scan = (long)data.Data.Offset;
        _end = (long)(data.Data.Offset + data.Data.Size);
        _forgotten = _scan;
        _layouts.Update();
    }

    public RecordType Type { get; private set; }

    public ushort Misc { get; private set; }

    /// <summary>Of the current record, in nanoseconds; 0 where it carries none.</summary>
    public ulong Time { get; private set; }

    /// <summary>Offset of the current record in the file, for messages.</summary>
    public long Offset => _current;

    /// <summary>Records read so far by types that nobody knows.</summary>
    public IReadOnlyDictionary<uint, long> UnknownRecords => _unknown;

    /// <summary>The current record's bytes after its header, trailer included.</summary>
    public ReadOnlySpan<byte> Body { get => _file.Slice(_current + HeaderSize, _size - HeaderSize); }

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

    /// <summary>Decodes the current SAMPLE; a damaged one is reported and false.</summary>
    public bool TryGetSample(out SampleRecord sample)
    {
        var layout = _layouts.Of(Body);
        if (layout is not null && layout.TryDecode(Body, Misc, out sample))
        {
            return true;
        }

        sample = default;
        Corrupt(_current, _size, layout is null ? "a sample of no known event" : "a sample shorter than its own lengths say");
        return false;
    }

    public bool TryGetMmap(out MmapRecord record) => MmapRecord.TryParse(Type, Misc, Body, out record) || Damaged();

    public bool TryGetComm(out CommRecord record) => CommRecord.TryParse(Misc, Body, out record) || Damaged();

    public bool TryGetTask(out TaskRecord record) => TaskRecord.TryParse(Body, out record) || Damaged();

    public bool TryGetKsymbol(out KsymbolRecord record) => KsymbolRecord.TryParse(Body, out record) || Damaged();

    /// <summary>LOST: records that did not fit the buffer; LOST_SAMPLES: samples the kernel threw away. 0 for others.</summary>
    public ulong GetLost()
    {
        var reader = new SpanReader(Body);
        if (Type == RecordType.Lost)
        {
            reader.U64(); // id
        }

        return Type is RecordType.Lost or RecordType.LostSamples ? reader.U64() : 0;
    }

    private bool Damaged()
    {
        Corrupt(_current, _size, $"a {Type} record that ends early");
        return false;
    }

    // Goes on in the file until records are ready, or one without a time is met (true, and it is the current one).
    private bool Scan()
    {
        while (_scan < _end)
        {
            var header = _file.Slice(_scan, HeaderSize);
            var size = header.Length < HeaderSize ? 0 : MemoryMarshal.Read<ushort>(header[6..]);
            if (size < HeaderSize || _scan + size > _end)
            {
                Corrupt(_scan, size, header.Length < HeaderSize || size >= HeaderSize ? "a record that is cut off" : "a record of an impossible size");
                break;
            }

            var offset = _scan;
            _scan += size;
            ReadAhead();
            var type = (RecordType)MemoryMarshal.Read<uint>(header);
            if (RecordTypes.IsFromPerf(type))
            {
                if (TakeOwnRecord(type, MemoryMarshal.Read<ushort>(header[4..]), offset, size))
                {
                    return false;
                }

                continue;
            }

            CountUnknown(type);
            var time = _layouts.TimeOf(type, _file.Slice(offset + HeaderSize, size - HeaderSize));
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
            _data.Diagnostics.Info(DiagnosticCodes.UnknownRecords, string.Create(CultureInfo.InvariantCulture, $"'{_data.Path}': {count} records of unknown type {type} were passed over."), null, _data.Path);
        }
    }

    // Records that perf itself wrote. True when sorted records became ready.
    private bool TakeOwnRecord(RecordType type, ushort misc, long offset, int size)
    {
        var body = _file.Slice(offset + HeaderSize, size - HeaderSize);
        switch (type)
        {
            case RecordType.FinishedRound:
                _rounds = true;
                _sorter.FinishRound();
                Forget();
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
                _data.Diagnostics.Warn(DiagnosticCodes.CompressedRecords, string.Create(CultureInfo.InvariantCulture, $"'{_data.Path}': a compressed record at offset {offset} could not be expanded."), "Record without -z.", _data.Path);
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
    private void Skip(ulong bytes) => _scan = bytes > (ulong)(_end - _scan) ? _end : _scan + (long)bytes;

    private void AddAttribute(ReadOnlySpan<byte> body)
    {
        if (body.Length < EventAttribute.SmallestSize)
        {
            return;
        }

        var size = Math.Clamp((int)Math.Min(MemoryMarshal.Read<uint>(body[4..]), 4096u), EventAttribute.SmallestSize, body.Length);
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
        if (reader.U64() == 2)
        {
            _data.RenameEvent(reader.U64(), reader.CStringText());
        }
    }

    private void Load(long offset)
    {
        var header = _file.Slice(offset, HeaderSize);
        _current = offset;
        Type = (RecordType)MemoryMarshal.Read<uint>(header);
        Misc = MemoryMarshal.Read<ushort>(header[4..]);
        _size = MemoryMarshal.Read<ushort>(header[6..]);
        Time = Type == RecordType.Sample ? 0 : _layouts.TimeOf(Type, Body);
    }

    // Another thread waits for the disk and the page tables.
    private void ReadAhead()
    {
        if (_scan >= _ahead)
        {
            var (start, end) = (_ahead + AheadEvery, _ahead + (2 * AheadEvery));
            _ahead += AheadEvery;
            ThreadPool.UnsafeQueueUserWorkItem(static part => part._file.Prefetch(part.start, part.end), (_file, start, end), preferLocal: false);
        }
    }

    // Two rounds are still to be read; what lies well before is not needed again.
    private void Forget()
    {
        var safe = _scan - ForgetEvery;
        if (_rounds && safe - _forgotten > ForgetEvery)
        {
            _file.Forget(_forgotten, safe);
            _forgotten = safe;
        }
    }

    private void Corrupt(long offset, int size, string what) =>
        _data.Diagnostics.Warn(DiagnosticCodes.CorruptRecord,
            string.Create(CultureInfo.InvariantCulture, $"'{_data.Path}': {what} at offset {offset} (size {size}); {Math.Max(0, _end - offset)} bytes follow to the end of the data."), null, _data.Path);
}
