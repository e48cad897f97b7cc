using System.Numerics;
using System.Runtime.InteropServices;

namespace PerfHarness.Formats.PerfData;

/// <summary>
/// Where the fields of one event's samples are, computed once from sample_type:
/// <code>
///   [identifier] [ip] [pid tid] [time] [addr] [id] [stream] [cpu res] [period] | read | callchain | raw | branches | …
///   `------------------- fixed offsets ------------------------------------' `---- each by its own length ----'
/// </code>
/// and where the sample_id_all trailer of other records has them, counted from the record's end.
/// All offsets are in bytes from the end of the record's 8-byte header; -1 where the field is absent.
/// </summary>
internal sealed class SampleLayout
{
    private const ulong Abi64 = 2;

    private readonly int _ipOffset;
    private readonly int _tidOffset;
    private readonly int _periodOffset;
    private readonly int _fixedSize;
    private readonly ulong _defaultPeriod;
    private readonly EventAttribute _attribute;
    private readonly int _eventIndex;

    public SampleLayout(EventAttribute attribute, int eventIndex)
    {
        (_attribute, _eventIndex) = (attribute, eventIndex);
        var format = attribute.SampleFields;
        var offset = 0;
        int NextFieldOffset(SampleFields bit)
        {
            if ((format & bit) == 0)
            {
                return -1;
            }

            offset += 8;
            return offset - 8;
        }

        var identifier = NextFieldOffset(SampleFields.Identifier);
        _ipOffset = NextFieldOffset(SampleFields.Ip);
        _tidOffset = NextFieldOffset(SampleFields.Tid);
        TimeOffset = NextFieldOffset(SampleFields.Time);
        NextFieldOffset(SampleFields.Address);
        var id = NextFieldOffset(SampleFields.Id);
        IdOffset = identifier >= 0 ? identifier : id;
        NextFieldOffset(SampleFields.StreamId);
        _ = NextFieldOffset(SampleFields.Cpu);
        _periodOffset = NextFieldOffset(SampleFields.Period);
        _fixedSize = offset;
        _defaultPeriod = attribute.IsFrequency || attribute.SamplePeriod == 0 ? 1 : attribute.SamplePeriod;

        if (attribute.HasSampleIdAll)
        {
            var fromEnd = 0;
            int NextTrailerOffset(SampleFields bit) => (format & bit) == 0 ? -1 : fromEnd += 8;
            TrailerIdOffset = NextTrailerOffset(SampleFields.Identifier);
            NextTrailerOffset(SampleFields.Cpu);
            NextTrailerOffset(SampleFields.StreamId);
            var trailerId = NextTrailerOffset(SampleFields.Id);
            TrailerIdOffset = TrailerIdOffset >= 0 ? TrailerIdOffset : trailerId;
            TrailerTimeOffset = NextTrailerOffset(SampleFields.Time);
            TrailerHasTid = NextTrailerOffset(SampleFields.Tid) >= 0;
            TrailerSize = fromEnd;
        }
    }

    public int TimeOffset { get; }

    /// <summary>The id of the event that a sample belongs to.</summary>
    public int IdOffset { get; }

    /// <summary>Offset of the time in other records' trailer, from the record's end; -1 where absent.</summary>
    public int TrailerTimeOffset { get; } = -1;

    /// <summary>The trailer begins with the ids of the process and the thread.</summary>
    public bool TrailerHasTid { get; }

    public int TrailerIdOffset { get; } = -1;

    /// <summary>Bytes of the trailer.</summary>
    public int TrailerSize { get; }

    /// <summary>Decodes a sample's payload; false when it is shorter than its own lengths say.</summary>
    public bool TryDecode(ReadOnlySpan<byte> payload, ushort misc, out SampleRecord sample)
    {
        sample = default;
        if (payload.Length < _fixedSize)
        {
            return false;
        }

        var words = MemoryMarshal.Cast<byte, ulong>(payload);
        var next = _fixedSize / 8;
        var format = _attribute.SampleFields;
        ReadOnlySpan<ulong> callchain = default, branches = default, registers = default, group = default;
        ReadOnlySpan<byte> stack = default;
        ulong abi = 0;
        if ((format & SampleFields.Read) != 0 && !TryRead(words, ref next, out group))
        {
            return false;
        }

        if ((format & SampleFields.Callchain) != 0 && !TryReadCounted(words, ref next, 1, out callchain))
        {
            return false;
        }

        if (((format & SampleFields.Raw) != 0 && !TrySkipRaw(payload, words.Length, ref next))
            || ((format & SampleFields.BranchStack) != 0 && !TryReadBranches(words, ref next, out branches))
            || ((format & SampleFields.UserRegisters) != 0 && !TryReadRegisters(words, ref next, out registers, out abi))
            || ((format & SampleFields.UserStack) != 0 && !TryReadStack(payload, words, next, out stack)))
        {
            return false;
        }

        var pidTid = _tidOffset < 0 ? 0 : words[_tidOffset / 8];
        sample = new SampleRecord
        {
            EventIndex = _eventIndex,
            Ip = _ipOffset < 0 ? 0 : words[_ipOffset / 8],
            Pid = (int)pidTid,
            Tid = (int)(pidTid >> 32),
            Time = TimeOffset < 0 ? 0 : words[TimeOffset / 8],
            Period = _periodOffset < 0 ? _defaultPeriod : words[_periodOffset / 8],
            CpuMode = misc & 7,
            Callchain = callchain,
            BranchStack = branches,
            UserRegisters = registers,
            Is64Bit = abi == Abi64,
            UserStack = stack,
            Group = group,
            GroupStride = 1 + BitOperations.PopCount((ulong)(_attribute.ReadFormat & (ReadFormat.Id | ReadFormat.Lost))),
        };
        return true;
    }

    private static bool TryReadCounted(ReadOnlySpan<ulong> words, scoped ref int next, ulong wordsPerEntry, out ReadOnlySpan<ulong> entries)
    {
        entries = default;
        if (next >= words.Length || words[next] > (ulong)(words.Length - next - 1) / wordsPerEntry)
        {
            return false;
        }

        entries = words.Slice(next + 1, (int)(words[next] * wordsPerEntry));
        next += 1 + entries.Length;
        return true;
    }

    private bool TryRead(ReadOnlySpan<ulong> words, scoped ref int next, out ReadOnlySpan<ulong> group)
    {
        group = default;
        var format = _attribute.ReadFormat;
        var times = BitOperations.PopCount((ulong)(format & (ReadFormat.TotalTimeEnabled | ReadFormat.TotalTimeRunning)));
        var perValue = 1 + BitOperations.PopCount((ulong)(format & (ReadFormat.Id | ReadFormat.Lost)));
        if ((format & ReadFormat.Group) == 0)
        {
            next += times + perValue;
            return next <= words.Length;
        }

        if (next >= words.Length || words[next] > (ulong)words.Length)
        {
            return false;
        }

        var first = next + 1 + times;
        next = first + ((int)words[next] * perValue);
        if (next > words.Length)
        {
            return false;
        }

        group = (format & ReadFormat.Id) != 0 ? words[first..next] : default;
        return true;
    }

    // The raw field is a 32-bit length and that many bytes, together a multiple of eight.
    private static bool TrySkipRaw(ReadOnlySpan<byte> payload, int words, scoped ref int next)
    {
        if (next >= words)
        {
            return false;
        }

        var size = MemoryMarshal.Read<uint>(payload[(next * 8)..]);
        next += (int)Math.Min((size + 4ul + 7) / 8, int.MaxValue / 2);
        return next <= words;
    }

    private bool TryReadBranches(ReadOnlySpan<ulong> words, scoped ref int next, out ReadOnlySpan<ulong> branches)
    {
        const ulong hardwareIndex = 1 << 17;
        branches = default;
        if (next >= words.Length || words[next] > (ulong)words.Length)
        {
            return false;
        }

        var count = (int)words[next];
        next += (_attribute.BranchSampleType & hardwareIndex) != 0 ? 2 : 1;
        if (next + (count * 3L) > words.Length)
        {
            return false;
        }

        branches = words.Slice(next, count * 3);
        next += branches.Length;
        return true;
    }

    // The ABI, and unless it is 0 (a thread of the kernel), one word for each register of the mask.
    private bool TryReadRegisters(ReadOnlySpan<ulong> words, scoped ref int next, out ReadOnlySpan<ulong> registers, out ulong abi)
    {
        registers = default;
        abi = 0;
        if (next >= words.Length)
        {
            return false;
        }

        abi = words[next++];
        var count = abi == 0 ? 0 : BitOperations.PopCount(_attribute.UserRegisterMask);
        if (count > words.Length - next)
        {
            return false;
        }

        registers = words.Slice(next, count);
        next += count;
        return true;
    }

    // The size of the copy, the copy, and how much of it is the stack's; no more than the size where that is 0.
    private static bool TryReadStack(ReadOnlySpan<byte> payload, ReadOnlySpan<ulong> words, int next, out ReadOnlySpan<byte> stack)
    {
        stack = default;
        if (next >= words.Length)
        {
            return false;
        }

        var size = words[next++];
        if (size == 0)
        {
            return true;
        }

        if (size % 8 != 0 || size / 8 >= (ulong)(words.Length - next))
        {
            return false;
        }

        var used = words[next + (int)(size / 8)];
        stack = payload.Slice(next * 8, (int)Math.Min(used, size));
        return true;
    }
}
