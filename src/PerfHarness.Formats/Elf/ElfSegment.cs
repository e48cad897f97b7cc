namespace PerfHarness.Formats.Elf;

/// <summary>One program header: file bytes [Offset, Offset+FileSize) appear at [Address, Address+MemorySize).</summary>
internal sealed record ElfSegment(uint Type, uint Flags, ulong Offset, ulong Address, ulong FileSize, ulong MemorySize)
{
    public const uint Load = 1;
    public const uint Note = 4;

    public bool IsLoad => Type == Load;

    public bool IsExecutable => (Flags & 1) != 0;
}
