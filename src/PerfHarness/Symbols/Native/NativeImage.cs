using PerfHarness.Formats.Elf;
using PerfHarness.Formats.Unwinding;

namespace PerfHarness.Symbols.Native;

/// <summary>One image of a recording, opened for names.</summary>
internal sealed class NativeImage
{
    private readonly ElfFile? _layout;
    private readonly bool _layoutIsDebugFile;

    internal NativeImage(string module, ISymbolSource source, ElfFile? layout, bool layoutIsDebugFile = false) =>
        (Module, Source, _layout, _layoutIsDebugFile) = (module, source, layout, layoutIsDebugFile);

    /// <summary>The module of its functions: the file name.</summary>
    public string Module { get; }

    /// <summary>Names by virtual address; gives <c>[module]</c> for everything where no usable file was found.</summary>
    public ISymbolSource Source { get; }

    /// <summary>A file of the recorded build was found.</summary>
    public bool IsFound => _layout is not null;

    /// <summary>Reads what calls that were inlined need, before it is needed.</summary>
    public void PrefetchDebugInfo() => (Source as ElfSource)?.PrefetchDebugInfo();

    /// <summary>How the frames of its functions are undone, or null where no file says; for one thread.</summary>
    public UnwindTable? ReadUnwindTable() => Source is ElfSource elf ? UnwindTable.Read(elf.Files) : null;

    /// <summary>
    /// The virtual address for <see cref="Source"/> of a byte of the file. For a sample that is
    /// <c>ip − mapping.start + mapping.pgoff</c>. Where no file was found the offset itself serves, so that a lookup
    /// always gives a function.
    /// </summary>
    public bool TryGetAddress(ulong fileOffset, out ulong address)
    {
        if (_layout is not null && _layout.TryGetAddress(fileOffset, out address))
        {
            return true;
        }

        // A debug file's segments have lost their offsets. Most linkers lay out file and memory alike, from the lowest address on.
        address = unchecked(fileOffset + (_layout is null ? 0 : LowestAddress(_layout)));
        return _layout is null || _layoutIsDebugFile;
    }

    private static ulong LowestAddress(ElfFile layout)
    {
        var lowest = ulong.MaxValue;
        foreach (var segment in layout.Segments)
        {
            lowest = segment.IsLoad ? Math.Min(lowest, segment.Address & ~0xffful) : lowest;
        }

        return lowest == ulong.MaxValue ? 0 : lowest;
    }
}
