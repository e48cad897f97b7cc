using System.Globalization;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>
/// Walks the file and gives its records in the order of time, a batch at a time:
/// <code>
///   file ─scan─► records perf wrote (attributes, features, rounds): handled here
///            └─► records the kernel wrote ─► RoundSorter ─► batch
/// </code>
/// Records without a time (what existed before the recording started) come at once. A batch ends before a record that changes
/// what <see cref="PerfDataFile"/> says, so that the reader of the batch sees neither more nor less than what came before.
/// Memory that was walked past is given back.
/// </summary>
internal sealed class RecordScanner
{
    private const int HeaderSize = 8;
    private const long DiscardWindow = 8 << 20;
    private const long DiscardInterval = 4 << 20;
    private const long ReadAheadSize = 16 << 20;
    private const long PopulateSize = 1 << 20;

    private readonly PerfDataFile _data;
    private readonly MappedFile _file;
    private readonly RoundSorter _sorter = new();
    private readonly Dictionary<uint, long> _unknown = [];
    private readonly bool _summarize;
    private readonly long _end;
    private long _offset;
    private long _discardedUpTo;
    private long _populatedUpTo;
    private bool _finished;
    private bool _hasRounds;

    /// <param name="summarize">Decode samples and compute the digests of their callchains.</param>
    internal RecordScanner(PerfDataFile data, bool summarize)
    {
        (_data, _file, _summarize, Layouts) = (data, data.Records, summarize, new SampleLayouts(data));
        _offset = (long)data.Data.Offset;
        _end = (long)(data.Data.Offset + data.Data.Size);
        (_discardedUpTo, _populatedUpTo) = (_offset, _offset);
        Layouts.Update();
    }

    public SampleLayouts Layouts { get; }

    /// <summary>Is called before what the file says changes, or is reported: the records of all batches before have to be read by then.</summary>
    public Action BeforeChange { get; set; } = () => { };

    /// <summary>Fills the batch with the next records; false at the end.</summary>
    public bool Fill(RecordBatch batch)
    {
        batch.Clear();
        while (!batch.IsFull)
        {
            if (_sorter.TryTake(out var entry))
            {
                Add(batch, entry.Offset, entry.Time);
            }
            else if (_finished || !Scan(batch))
            {
                break;
            }
        }

        return batch.Count > 0;
    }

    // Goes on in the file until sorted records are ready or the batch is full; false where the batch ends before.
    private bool Scan(RecordBatch batch)
    {
        while (_offset < _end && !batch.IsFull)
        {
            var available = _end - _offset;
            var header = available < HeaderSize ? 0 : _file.ReadUInt64(_offset);
            var size = (int)(header >> 48);
            if (size < HeaderSize || size > available)
            {
                return TryChange(batch)
                    && Finish(available < HeaderSize || size >= HeaderSize ? "a truncated record" : "a record with an invalid size", size);
            }

            var (type, misc) = ((RecordType)(uint)header, (ushort)(header >> 32));
            Prepare();
            if (RecordTypes.IsUserType(type))
            {
                if (ChangesFile(type) && !TryChange(batch))
                {
                    return false;
                }

                var offset = _offset;
                _offset += size;
                if (HandleUserTypeRecord(type, misc, offset, size))
                {
                    return true;
                }

                continue;
            }

            CountUnknown(type);
            var time = Layouts.GetTime(type, _file.Slice(_offset + HeaderSize, size - HeaderSize));
            if (time is 0 or ulong.MaxValue)
            {
                Add(batch, _offset, time);
            }
            else
            {
                _sorter.Add(time, _offset);
            }

            _offset += size;
        }

        return batch.IsFull || (TryChange(batch) && Finish(null, 0));
    }

    private void Add(RecordBatch batch, long offset, ulong time)
    {
        var header = _file.ReadUInt64(offset);
        ref var record = ref batch.Add();
        (record.Offset, record.Time) = (offset, time);
        (record.Type, record.Misc, record.Size) = ((RecordType)(uint)header, (ushort)(header >> 32), (ushort)(header >> 48));
        if (_summarize && record.Type == RecordType.Sample)
        {
            Summarize(ref record);
        }
    }

    private void Summarize(ref ScannedRecord record)
    {
        var body = _file.Slice(record.Offset + HeaderSize, record.Size - HeaderSize);
        if (Layouts.Find(body) is not { } layout || !layout.TryDecode(body, record.Misc, out var sample)
            || !sample.BranchStack.IsEmpty || !sample.UserRegisters.IsEmpty || !sample.Group.IsEmpty)
        {
            return;
        }

        record.IsSummarized = true;
        (record.EventIndex, record.Pid, record.Tid, record.Period) = (sample.EventIndex, sample.Pid, sample.Tid, sample.Period);
        record.ChainLength = sample.Callchain.Length;
        var ip = sample.Ip;
        record.Digest = sample.Callchain.IsEmpty
            ? CallchainDigest.Compute(new ReadOnlySpan<ulong>(in ip), ~(ulong)sample.CpuMode)
            : CallchainDigest.Compute(sample.Callchain, (ulong)sample.CpuMode);
    }

    private bool TryChange(RecordBatch batch)
    {
        if (batch.Count > 0)
        {
            return false;
        }

        BeforeChange();
        return true;
    }

    private bool Finish(string? problem, int size)
    {
        if (problem is not null)
        {
            _data.ReportCorrupt(_offset, size, problem);
        }

        _finished = true;
        _sorter.FinishAll();
        foreach (var (type, count) in _unknown)
        {
            _data.Diagnostics.Info(DiagnosticCodes.UnknownRecords,
                string.Create(CultureInfo.InvariantCulture, $"'{_data.Path}': {count} records of the unknown type {type} were skipped"), null,
                _data.Path);
        }

        return true;
    }

    private static bool ChangesFile(RecordType type) => type is RecordType.HeaderAttribute or RecordType.HeaderFeature
        or RecordType.HeaderBuildId or RecordType.EventUpdate or RecordType.Compressed or RecordType.Compressed2;

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
    private void Skip(ulong bytes) => _offset = bytes > (ulong)(_end - _offset) ? _end : _offset + (long)bytes;

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
            Layouts.Update();
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

    // The disk reads ahead while this goes on; what comes next is mapped at once, which costs less than a fault for every few pages.
    private void Prepare()
    {
        if (_offset >= _populatedUpTo)
        {
            _file.ReadAhead(_offset + PopulateSize, _offset + ReadAheadSize);
            _populatedUpTo = _offset + PopulateSize;
            _file.Populate(_offset, _populatedUpTo);
        }
    }

    // Two rounds are still to be read; what is well before is not needed again.
    private void DiscardConsumed()
    {
        var end = _offset - DiscardWindow;
        if (_hasRounds && end - _discardedUpTo > DiscardInterval)
        {
            _file.Discard(_discardedUpTo, end);
            _discardedUpTo = end;
        }
    }
}
