using System.Buffers.Binary;

namespace PerfHarness.Formats.Elf;

/// <summary>A .symtab or .dynsym with its strings, read in place.</summary>
internal readonly ref struct ElfSymbolTable
{
    private readonly ReadOnlySpan<byte> _entries;
    private readonly ReadOnlySpan<byte> _strings;
    private readonly bool _is64;
    private readonly bool _isBigEndian;
    private readonly int _stride;

    public ElfSymbolTable(ElfFile file, ElfSection section)
    {
        _is64 = file.Header.Is64;
        _isBigEndian = file.Header.IsBigEndian;
        var entry = _is64 ? 24 : 16;
        _stride = section.EntrySize >= (ulong)entry && section.EntrySize < 1024 ? (int)section.EntrySize : entry;
        _entries = file.GetContents(section);
        _strings = section.Link < (uint)file.Sections.Count ? file.GetContents(file.Sections[(int)section.Link]) : default;
    }

    public bool IsEmpty => _entries.IsEmpty;

    public int Count => _stride == 0 ? 0 : _entries.Length / _stride;

    public ElfSymbol this[int index]
    {
        get
        {
            var e = _entries.Slice(index * _stride, _is64 ? 24 : 16);
            return _is64
                ? new ElfSymbol(ReadUInt32(e), ReadUInt64(e[8..]), ReadUInt64(e[16..]), e[4], e[5], ReadUInt16(e[6..]))
                : new ElfSymbol(ReadUInt32(e), ReadUInt32(e[4..]), ReadUInt32(e[8..]), e[12], e[13], ReadUInt16(e[14..]));
        }
    }

    public ReadOnlySpan<byte> GetName(uint offset, int max) => ElfStringTable.GetBytes(_strings, offset, max);

    private ushort ReadUInt16(ReadOnlySpan<byte> s) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(s) : BinaryPrimitives.ReadUInt16LittleEndian(s);

    private uint ReadUInt32(ReadOnlySpan<byte> s) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(s) : BinaryPrimitives.ReadUInt32LittleEndian(s);

    private ulong ReadUInt64(ReadOnlySpan<byte> s) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(s) : BinaryPrimitives.ReadUInt64LittleEndian(s);
}
