namespace PerfHarness.Formats.Elf;

/// <summary>One section header. Nothing in it has been checked against the file's size.</summary>
internal sealed record ElfSection(
    int Index,
    string Name,
    SectionType Type,
    ulong Flags,
    ulong Address,
    ulong Offset,
    ulong Size,
    uint Link,
    uint Info,
    ulong EntrySize)
{
    private const ulong AllocatedFlag = 2;
    private const ulong ExecutableFlag = 4;
    private const ulong CompressedFlag = 0x800;

    /// <summary>It is in memory while the program runs.</summary>
    public bool IsAllocated => (Flags & AllocatedFlag) != 0;

    public bool IsExecutable => (Flags & ExecutableFlag) != 0;

    public bool IsCompressed => (Flags & CompressedFlag) != 0;

    public bool Contains(ulong address) => address - Address < Size && address >= Address;
}
