using System.Runtime.InteropServices;
using PerfHarness.Formats.PerfData;

namespace PerfHarness.Bench;

/// <summary>
/// Where records have their ids, times and callchains, in bytes from the record's header, or from its end for what is no sample:
/// <code>
///   SAMPLE  header | [identifier] [ip] [pid tid] [time] [addr] [id] [stream] [cpu res] [period] | callchain
///   other   header | body | [pid tid] [time] [id] [stream] [cpu res] [identifier]
/// </code>
/// </summary>
internal sealed class RecordFields
{
    public const int HeaderSize = 8;
    private const SampleFields Needed = SampleFields.Tid | SampleFields.Time | SampleFields.Callchain;

    private static readonly SampleFields[] AfterTime =
        [SampleFields.Address, SampleFields.Id, SampleFields.StreamId, SampleFields.Cpu, SampleFields.Period];

    private static readonly SampleFields[] TrailerFromEnd =
        [SampleFields.Identifier, SampleFields.Cpu, SampleFields.StreamId, SampleFields.Id, SampleFields.Time];

    private readonly int _ip;
    private readonly int _tid;
    private readonly int _time;
    private readonly int _callchain;
    private readonly int _trailerTime;

    public RecordFields(EventAttribute attribute)
    {
        var fields = attribute.SampleFields;
        if ((fields & Needed) != Needed || (fields & SampleFields.Read) != 0 || !attribute.HasSampleIdAll)
        {
            throw new ArgumentException("samples must have ids, times and callchains and no groups, and other records a trailer");
        }

        var offset = HeaderSize;
        int Next(SampleFields field) => (fields & field) == 0 ? -1 : (offset += 8) - 8;
        Next(SampleFields.Identifier);
        _ip = Next(SampleFields.Ip);
        _tid = Next(SampleFields.Tid);
        _time = Next(SampleFields.Time);
        foreach (var field in AfterTime)
        {
            Next(field);
        }

        _callchain = offset;
        var fromEnd = 0;
        foreach (var field in TrailerFromEnd)
        {
            fromEnd += (fields & field) == 0 ? 0 : 8;
        }

        _trailerTime = fromEnd;
        TrailerSize = fromEnd + 8;
    }

    public int TrailerSize { get; }

    public Span<ulong> GetTime(Span<byte> record, bool isSample) => Words(isSample ? record[_time..] : record[^_trailerTime..], 1);

    public Span<int> GetIds(Span<byte> record, bool isSample) =>
        MemoryMarshal.Cast<byte, int>(isSample ? record[_tid..] : record[^TrailerSize..])[..2];

    /// <summary>Empty where samples have none.</summary>
    public Span<ulong> GetIp(Span<byte> sample) => _ip < 0 ? default : Words(sample[_ip..], 1);

    public Span<ulong> GetCallchain(Span<byte> sample) => Words(sample[(_callchain + 8)..], (int)Words(sample[_callchain..], 1)[0]);

    private static Span<ulong> Words(Span<byte> bytes, int count) => MemoryMarshal.Cast<byte, ulong>(bytes)[..count];
}
