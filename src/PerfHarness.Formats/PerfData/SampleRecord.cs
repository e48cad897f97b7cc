namespace PerfHarness.Formats.PerfData;

/// <summary>A decoded SAMPLE record: a view on the file, valid until the next read.</summary>
internal readonly ref struct SampleRecord
{
    /// <summary>Row of <see cref="PerfDataFile.Attributes"/>.</summary>
    public required int EventIndex { get; init; }

    public required ulong Ip { get; init; }

    public required int Pid { get; init; }

    public required int Tid { get; init; }

    /// <summary>Nanoseconds on the recording's clock; 0 when not recorded.</summary>
    public required ulong Time { get; init; }

    /// <summary>In the event's unit; the attribute's fixed period where samples do not carry one, 1 where neither is known.</summary>
    public required ulong Period { get; init; }

    /// <summary>Low three bits of the header's misc: 1 kernel, 2 user, 3 hypervisor, 4 guest kernel, 5 guest user.</summary>
    public required int CpuMode { get; init; }

    /// <summary>Leaf first, with context markers (see <see cref="CallchainContext"/>); empty where none was recorded.</summary>
    public required ReadOnlySpan<ulong> Callchain { get; init; }

    /// <summary>Branch records, newest first: from, to and flags of each; empty where none were recorded.</summary>
    public required ReadOnlySpan<ulong> BranchStack { get; init; }

    /// <summary>The thread's registers when it was last in user space, those of <see cref="EventAttribute.UserRegisterMask"/>; empty
    /// for a thread of the kernel and where none were recorded.</summary>
    public ReadOnlySpan<ulong> UserRegisters { get; init; }

    /// <summary>The thread ran code for 64 bits.</summary>
    public bool Is64Bit { get; init; }

    /// <summary>What was on the thread's user stack, from the stack pointer on; empty where it was not recorded.</summary>
    public ReadOnlySpan<byte> UserStack { get; init; }

    /// <summary>Of a group that is read with each sample of its first event: value and id of every member, in steps of
    /// <see cref="GroupStride"/>; empty for others.</summary>
    public ReadOnlySpan<ulong> Group { get; init; }

    public int GroupStride { get; init; }
}
