using System.Buffers.Binary;

namespace PerfHarness.Formats.Elf;

/// <summary>
/// The stubs through which an image calls other images. Each jumps through a slot of the GOT, and the slot's relocation
/// says what is called:
/// <code>
///   .plt.sec:  0x1040  endbr64; jmp *0x2fc8(%rip)   -->  slot 0x4018  --.rela.plt-->  memcpy
/// </code>
/// The instructions themselves are read, so that all layouts that linkers use are one (lazy, .plt.sec, .plt.got, BTI).
/// </summary>
internal static class PltStubs
{
    // A PLT entry has 8 to 32 bytes; nothing that big is a real one.
    private const int MaxSection = 1 << 24;

    /// <summary>In order of address.</summary>
    public static IReadOnlyList<PltStub> Read(ElfFile file)
    {
        if (file.Header.IsBigEndian || file.Header.Machine is not (ElfMachine.X64 or ElfMachine.Arm64))
        {
            return [];
        }

        var found = new List<PltStub>();
        Dictionary<ulong, GotSlot>? slots = null;
        foreach (var section in file.Sections)
        {
            if (section.IsExecutable && section.Type == SectionType.ProgBits && section.Size <= MaxSection
                && section.Name is ".plt" or ".plt.sec" or ".plt.got" or ".plt.bnd" or ".iplt")
            {
                slots ??= GotSlots.Read(file);
                if (file.Header.Machine == ElfMachine.X64)
                {
                    ReadX64(file.GetContents(section), section, slots, found);
                }
                else
                {
                    ReadArm64(file.GetContents(section), section.Address, slots, found);
                }
            }
        }

        found.Sort((a, b) => a.Address.CompareTo(b.Address));
        return found;
    }

    // jmp *disp32(%rip) is ff 25 disp32, with endbr64 and a bnd prefix before it in some layouts.
    private static void ReadX64(ReadOnlySpan<byte> code, ElfSection section, Dictionary<ulong, GotSlot> slots, List<PltStub> found)
    {
        var stride = section.EntrySize is 8 or 16 or 24 or 32 ? (int)section.EntrySize : section.Name == ".plt.got" ? 8 : 16;
        for (var at = 0; at + 6 <= code.Length; at += stride)
        {
            var entry = code.Slice(at, Math.Min(stride, code.Length - at));
            var jump = entry.IndexOf((ReadOnlySpan<byte>)[0xff, 0x25]);
            if (jump < 0 || jump + 6 > entry.Length)
            {
                continue;
            }

            var next = section.Address + (ulong)(at + jump + 6);
            var slot = unchecked(next + (ulong)(long)BinaryPrimitives.ReadInt32LittleEndian(entry[(jump + 2)..]));
            if (slots.TryGetValue(slot, out var target))
            {
                found.Add(new PltStub(section.Address + (ulong)at, (ulong)entry.Length, target.Name, target.Resolver));
            }
        }
    }

    // [bti c]; adrp x16, page; ldr x17, [x16, offset]; add x16, x16, offset; br x17
    private static void ReadArm64(ReadOnlySpan<byte> code, ulong address, Dictionary<ulong, GotSlot> slots, List<PltStub> found)
    {
        const uint BtiC = 0xd503245f;
        for (var at = 0; at + 16 <= code.Length; at += 4)
        {
            var adrp = BinaryPrimitives.ReadUInt32LittleEndian(code[at..]);
            var load = BinaryPrimitives.ReadUInt32LittleEndian(code[(at + 4)..]);
            if ((adrp & 0x9f00001f) != 0x90000010 || (load & 0xffc003ff) != 0xf9400211)
            {
                continue;
            }

            var pages = (long)(int)((((adrp >> 5) & 0x7ffff) << 13) | (((adrp >> 29) & 3) << 11)) >> 11;
            var page = unchecked(((address + (ulong)at) & ~0xffful) + (ulong)(pages << 12));
            if (slots.TryGetValue(page + (((load >> 10) & 0xfff) * 8), out var target))
            {
                var lead = at >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(code[(at - 4)..]) == BtiC ? 4 : 0;
                found.Add(new PltStub(address + (ulong)(at - lead), (ulong)(16 + lead), target.Name, target.Resolver));
            }
        }
    }
}
