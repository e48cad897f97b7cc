namespace PerfHarness.Formats.PerfData;

internal static class RecordTypes
{
    /// <summary>Known types, read or not; the others are counted and reported.</summary>
    public static bool IsKnown(RecordType type) => type is (>= RecordType.Mmap and <= RecordType.CallchainDeferred)
        or (>= RecordType.HeaderAttribute and <= RecordType.BpfMetadata);

    /// <summary>Written by perf and not by the kernel: such a record has no sample_id_all trailer.</summary>
    public static bool IsUserType(RecordType type) => (uint)type >= 64;
}
