namespace PerfHarness.Formats.PerfData;

/// <summary>Where a record is, and what a reader needs of nearly every one, so that it need not look at the file again.</summary>
internal struct ScannedRecord
{
    /// <summary>Of the record in the file.</summary>
    public long Offset;

    /// <summary>In nanoseconds; 0 where there is none.</summary>
    public ulong Time;

    public RecordType Type;
    public ushort Misc;

    /// <summary>Bytes, with the header.</summary>
    public ushort Size;

    /// <summary>A sample was decoded, and is its callchain: it has neither branches nor a copy of the stack nor members of a group.
    /// Only then the fields below are set.</summary>
    public bool IsSummarized;

    /// <summary>Entries of the callchain, context markers included.</summary>
    public int ChainLength;
    public int EventIndex;
    public int Pid;
    public int Tid;
    public ulong Period;
    public CallchainDigest Digest;
}
