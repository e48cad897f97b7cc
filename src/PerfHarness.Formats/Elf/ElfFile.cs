using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Elf;

/// <summary>
/// An ELF image, 32 or 64 bits, of either byte order. Headers are read at once; contents are views into the mapped file.
/// It converts between three address spaces:
/// <code>
///   process address  --(mapping: start, pgoff)-->  file offset  --(PT_LOAD)-->  virtual address  (symbols, FDEs, DWARF)
/// </code>
/// Spans of an image become invalid with it: after <see cref="Dispose"/> they must not be used.
/// Safe to share between threads.
/// </summary>
internal sealed class ElfFile : IDisposable
{
    private readonly ElfBytes _bytes;
    private readonly Lock _lock = new();
    private readonly byte[]?[] _decompressed;
    private readonly DiagnosticBag? _diagnostics;

    private ElfFile(string path, ElfBytes bytes, DiagnosticBag? diagnostics)
    {
        (Path, _bytes, _diagnostics) = (path, bytes, diagnostics);
        Header = ElfHeaderReader.ReadHeader(bytes, path);
        Segments = ElfHeaderReader.ReadSegments(bytes, Header, path, diagnostics);
        Sections = ElfHeaderReader.ReadSections(bytes, Header, path, diagnostics);
        BuildId = FindBuildId();
        _decompressed = new byte[]?[Sections.Count];
    }

    /// <summary>Where the image was read from, or what it was called.</summary>
    public string Path { get; }

    public ElfHeader Header { get; }

    public IReadOnlyList<ElfSegment> Segments { get; }

    public IReadOnlyList<ElfSection> Sections { get; }

    public BuildId? BuildId { get; }

    /// <summary>Bytes in the file.</summary>
    public ulong Length => _bytes.Length;

    /// <exception cref="InputException">The file cannot be opened or is not an ELF file.</exception>
    public static ElfFile Open(string path, DiagnosticBag? diagnostics = null)
    {
        var file = MappedFile.Open(path);
        try
        {
            return new ElfFile(path, new ElfBytes(file), diagnostics);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <param name="name">What diagnostics call the image.</param>
    /// <exception cref="InputException">The bytes are not an ELF image.</exception>
    public static ElfFile FromMemory(string name, ReadOnlyMemory<byte> bytes, DiagnosticBag? diagnostics = null) =>
        new(name, new ElfBytes(bytes), diagnostics);

    /// <summary>The first section of the name, or null.</summary>
    public ElfSection? FindSection(string name)
    {
        foreach (var section in Sections)
        {
            if (section.Name == name)
            {
                return section;
            }
        }

        return null;
    }

    /// <summary>The first section of the type, or null.</summary>
    public ElfSection? FindSection(SectionType type)
    {
        foreach (var section in Sections)
        {
            if (section.Type == type)
            {
                return section;
            }
        }

        return null;
    }

    /// <summary>The part of the range that is in the file, at most 2 GiB.</summary>
    public ReadOnlySpan<byte> Slice(ulong offset, ulong length) => _bytes.Slice(offset, length);

    /// <summary>The section's bytes as stored; a compressed section is decompressed once and kept. Empty for SHT_NOBITS.</summary>
    public ReadOnlySpan<byte> GetContents(ElfSection section)
    {
        if (section.Type == SectionType.NoBits)
        {
            return default;
        }

        var stored = _bytes.Slice(section.Offset, section.Size);
        if (!section.IsCompressed)
        {
            return stored;
        }

        ref var decompressed = ref _decompressed[section.Index];
        if (Volatile.Read(ref decompressed) is { } known)
        {
            return known;
        }

        lock (_lock)
        {
            return decompressed ??= CompressedSection.Decompress(Path, Header, section, stored, _diagnostics);
        }
    }

    /// <summary>The contents of the first section of the name; empty where there is none.</summary>
    public ReadOnlySpan<byte> GetContents(string name) => FindSection(name) is { } section ? GetContents(section) : default;

    /// <summary>The loaded bytes at a virtual address to the end of their segment's part in the file; empty where there are none.</summary>
    public ReadOnlySpan<byte> GetLoadedBytes(ulong address)
    {
        foreach (var segment in Segments)
        {
            if (segment.IsLoad && address >= segment.Address && address - segment.Address < segment.FileSize)
            {
                var skip = address - segment.Address;
                return _bytes.Slice(segment.Offset + skip, segment.FileSize - skip);
            }
        }

        return default;
    }

    /// <summary>
    /// The code at a virtual address, or empty where the file has not all of it. A file of debug information has the image's headers,
    /// but nothing in its sections of code.
    /// </summary>
    public ReadOnlySpan<byte> GetCode(ulong address, ulong size)
    {
        foreach (var section in Sections)
        {
            if (section is { IsAllocated: true, Type: SectionType.NoBits } && section.Contains(address))
            {
                return default;
            }
        }

        var bytes = GetLoadedBytes(address);
        return size <= (ulong)bytes.Length ? bytes[..(int)size] : default;
    }

    /// <summary>
    /// Where the loader puts the byte at the file offset. The kernel maps whole pages, so an offset may be in the
    /// page-rounded surroundings of a segment; and two segments may share a page, where code comes first, because it is
    /// code that is sampled.
    /// </summary>
    public bool TryGetAddress(ulong fileOffset, out ulong address)
    {
        const ulong Page = 4096;
        var best = 0;
        address = 0;
        foreach (var segment in Segments)
        {
            if (!segment.IsLoad || segment.FileSize == 0)
            {
                continue;
            }

            var isInside = fileOffset >= segment.Offset && fileOffset - segment.Offset < segment.FileSize;
            var first = segment.Offset & ~(Page - 1);
            var isInPage = fileOffset >= first && fileOffset - first < ((segment.Offset - first + segment.FileSize + Page - 1) & ~(Page - 1));
            var rank = (isInside, isInPage, segment.IsExecutable) switch
            {
                (true, _, true) => 4,
                (true, _, false) => 3,
                (false, true, true) => 2,
                (false, true, false) => 1,
                _ => 0,
            };
            if (rank > best)
            {
                best = rank;
                address = unchecked(segment.Address + (fileOffset - segment.Offset));
            }
        }

        return best > 0;
    }

    // Segments first: they survive where section headers were stripped or, as in the vdso's memory, are not there.
    private BuildId? FindBuildId()
    {
        foreach (var segment in Segments)
        {
            if (segment.Type == ElfSegment.Note && ElfNotes.Find(Slice(segment.Offset, segment.FileSize), Header.IsBigEndian) is { } found)
            {
                return found;
            }
        }

        foreach (var section in Sections)
        {
            if (section.Type == SectionType.Note && ElfNotes.Find(Slice(section.Offset, section.Size), Header.IsBigEndian) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    public void Dispose() => _bytes.Dispose();
}
