using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>One sampled event as it was opened: struct perf_event_attr, its ids and its name.</summary>
internal sealed record EventAttribute
{
    /// <summary>Bytes of the first published perf_event_attr; newer ones are longer.</summary>
    public const int MinSize = 64;

    private const ulong FrequencyFlag = 1 << 10;
    private const ulong SampleIdAllFlag = 1 << 18;
    private const ulong UseClockIdFlag = 1 << 25;
    public uint Type { get; init; }

    public ulong Config { get; init; }

    /// <summary>Period in units of the event, or samples per second where <see cref="IsFrequency"/>.</summary>
    public ulong SamplePeriod { get; init; }

    public SampleFields SampleFields { get; init; }

    public ReadFormat ReadFormat { get; init; }

    public ulong Flags { get; init; }

    public ulong BranchSampleType { get; init; }

    /// <summary>The registers of user space that samples have, one bit each in the kernel's order.</summary>
    public ulong UserRegisterMask { get; init; }

    /// <summary>Bytes of the user stack that are copied into a sample; 0 where none are.</summary>
    public int StackCopySize { get; init; }

    public int ClockId { get; init; }

    /// <summary>Frames after which a callchain was cut; 0 where the machine's <c>kernel.perf_event_max_stack</c> was the limit.</summary>
    public int MaxStack { get; init; }

    /// <summary>Ids of its instances (one a CPU or thread).</summary>
    public IReadOnlyList<ulong> Ids { get; init; } = [];

    /// <summary>As perf writes it.</summary>
    public string Name { get; init; } = "";

    public bool IsFrequency => (Flags & FrequencyFlag) != 0;

    public bool HasSampleIdAll => (Flags & SampleIdAllFlag) != 0;

    public bool UsesClockId => (Flags & UseClockIdFlag) != 0;

    /// <summary>cpu-clock or task-clock: periods are nanoseconds.</summary>
    public bool IsClock => Type == 1 && Config is 0 or 1;

    /// <summary>Reads a perf_event_attr from its first byte; null when there are fewer than <see cref="MinSize"/> bytes.</summary>
    internal static EventAttribute? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < MinSize)
        {
            return null;
        }

        var reader = new SpanReader(bytes);
        var type = reader.ReadUInt32();
        reader.ReadUInt32(); // size: the caller's section says how much there is
        var config = reader.ReadUInt64();
        var period = reader.ReadUInt64();
        var sampleFormat = (SampleFields)reader.ReadUInt64();
        var readFormat = (ReadFormat)reader.ReadUInt64();
        var flags = reader.ReadUInt64();
        reader.Skip(4 + 4 + 8 + 8); // wakeup, bp_type, bp_addr/config1, bp_len/config2: the last is absent from the smallest
        var branches = reader.ReadUInt64();
        var userRegisters = reader.ReadUInt64();
        var stackSize = reader.ReadUInt32();
        var clock = reader.ReadInt32();
        reader.Skip(8 + 4); // sample_regs_intr, aux_watermark
        return new EventAttribute
        {
            Type = type,
            Config = config,
            SamplePeriod = period,
            SampleFields = sampleFormat,
            ReadFormat = readFormat,
            Flags = flags,
            BranchSampleType = branches,
            UserRegisterMask = userRegisters,
            StackCopySize = (sampleFormat & SampleFields.UserStack) != 0 ? (int)Math.Min(stackSize, int.MaxValue) : 0,
            ClockId = clock,
            MaxStack = reader.ReadUInt16(),
            Name = EventNames.GetDefault(type, config),
        };
    }
}
