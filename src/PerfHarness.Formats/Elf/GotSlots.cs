using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Elf;

/// <summary>The function relocations of an image by the slot they fill (64-bit, little endian).</summary>
internal static class GotSlots
{
    private const int MaxName = 4096;
    private const int EntrySize = 24;

    public static Dictionary<ulong, GotSlot> Read(ElfFile file)
    {
        var arm = file.Header.Machine == ElfMachine.Arm64;
        var (jumpSlot, globalData, indirect) = arm ? (1026u, 1025u, 1032u) : (7u, 6u, 37u);
        var slots = new Dictionary<ulong, GotSlot>();
        foreach (var section in file.Sections)
        {
            if (section.Type != SectionType.Rela)
            {
                continue;
            }

            var symbols = section.Link < (uint)file.Sections.Count
                && file.Sections[(int)section.Link] is { Type: SectionType.DynamicSymbolTable or SectionType.SymbolTable } table
                ? new ElfSymbolTable(file, table) : default;
            var reader = new SpanReader(file.GetContents(section));
            while (reader.Remaining >= EntrySize)
            {
                var (slot, info, addend) = (reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64());
                var (type, symbol) = ((uint)info, (uint)(info >> 32));
                if (type == indirect)
                {
                    slots.TryAdd(slot, new GotSlot("", addend));
                }
                else if ((type == jumpSlot || type == globalData) && symbol > 0 && !symbols.IsEmpty && symbol < (uint)symbols.Count)
                {
                    var name = symbols.GetName(symbols[(int)symbol].NameOffset, MaxName);
                    slots.TryAdd(slot, new GotSlot(System.Text.Encoding.UTF8.GetString(name), 0));
                }
            }
        }

        return slots;
    }
}
