using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Go;

/// <summary>
/// The functions of a Go program, which it needs itself for its stack traces: <c>.gopclntab</c> stays in a stripped program.
/// <code>
///   header     magic (by version), 0, 0, quantum, size of a pointer, number of functions, …, where the parts are
///   functions  start, offset of its record     sorted by start; one more start is the end of the last
///   record     start, offset of its name, …
///   names      "runtime.memmove\0main.(*T).Work\0main.same[...]\0"
/// </code>
/// Versions 1.2, 1.16, 1.18 and 1.20 differ in the header, and in whether starts are addresses or offsets from the text's start.
/// Nothing is read before it is looked up. Instances of a generic function share a name.
/// </summary>
internal sealed class GoFunctionTable
{
    private const int MaxName = 1 << 16;

    private readonly ElfFile _file;
    private readonly ElfSection _section;
    private readonly GoTableHeader _header;

    private GoFunctionTable(ElfFile file, ElfSection section, GoTableHeader header) => (_file, _section, _header) = (file, section, header);

    public int Count => _header.Count;

    private ReadOnlySpan<byte> Contents => _file.GetContents(_section);

    /// <summary>Null where the image has no such table; a corrupt one, or one of an unknown version, is reported.</summary>
    public static GoFunctionTable? Read(ElfFile file, DiagnosticBag? diagnostics = null)
    {
        var section = file.FindSection(".gopclntab") ?? file.FindSection(".data.rel.ro.gopclntab");
        if (section is not { Type: not SectionType.NoBits })
        {
            return null;
        }

        var header = GoTableHeader.Read(file.GetContents(section), file.Header.IsBigEndian, file.FindSection(".text")?.Address ?? 0);
        if (header is null)
        {
            diagnostics?.Warn(
                DiagnosticCodes.CorruptElf, $"'{file.Path}': the table of Go functions is corrupt or of an unknown version", null, file.Path);
        }

        return header is { } known ? new GoFunctionTable(file, section, known) : null;
    }

    /// <summary>The number of the function that covers the address, or -1.</summary>
    public int Find(ulong address)
    {
        var (low, high) = (0, Count + 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = GetStart(middle) <= address ? (middle + 1, high) : (low, middle);
        }

        // The last start is the end.
        return low - 1 < Count ? low - 1 : -1;
    }

    /// <summary>First address of the function; for <see cref="Count"/> the end of the last one.</summary>
    public ulong GetStart(int index)
    {
        var reader = new SpanReader(Contents, _file.Header.IsBigEndian);
        reader.Seek(_header.Functions + (2L * index * _header.EntrySize));
        var start = reader.ReadUnsigned(_header.EntrySize);
        return reader.Failed ? ulong.MaxValue : unchecked(_header.TextStart + start);
    }

    /// <summary>Null where it cannot be read.</summary>
    public string? GetName(int index)
    {
        var name = GetNameBytes(index);
        return name.IsEmpty ? null : Encoding.UTF8.GetString(name);
    }

    /// <summary>An instance of a generic function, whose arguments the name leaves out.</summary>
    public bool IsInstance(int index) => GetNameBytes(index).IndexOf("[...]"u8) >= 0;

    /// <summary>Equal for functions of one name; -1 where it cannot be read.</summary>
    public long GetNameOffset(int index)
    {
        var reader = new SpanReader(Contents, _file.Header.IsBigEndian);
        reader.Seek(_header.Functions + (((2L * index) + 1) * _header.EntrySize));
        var record = reader.ReadUnsigned(_header.EntrySize);
        if (reader.Failed || record > int.MaxValue)
        {
            return -1;
        }

        reader.Seek(_header.Records + (long)record + _header.EntrySize);
        var offset = reader.ReadUInt32();
        return reader.Failed || offset > int.MaxValue ? -1 : offset;
    }

    private ReadOnlySpan<byte> GetNameBytes(int index)
    {
        var offset = GetNameOffset(index);
        return offset < 0 ? default : ElfStringTable.GetBytes(Contents, (uint)Math.Min(_header.Names + offset, uint.MaxValue), MaxName);
    }
}
