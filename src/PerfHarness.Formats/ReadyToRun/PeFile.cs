using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// A PE file as it is on disk, or inside a larger file (an assembly in a single-file bundle).
/// <code>
/// file offset ──► section table ──► RVA        (what perf's mappings give: address - start + pgoff)
/// RVA ──► section table ──► bytes of the file  (what the image's own tables are written in)
/// </code>
/// </summary>
internal sealed unsafe class PeFile : IDisposable
{
    private readonly IDisposable _owner;
    private readonly PEReader _pe;
    private readonly byte* _start;
    private readonly int _length;
    private readonly PeSection[] _sections;

    /// <param name="owner">Of the memory from <paramref name="start"/>.</param>
    private PeFile(string path, IDisposable owner, PEReader pe, byte* start, int length)
    {
        (Path, _owner, _pe, _length) = (path, owner, pe, length);
        _start = start;
        var headers = pe.PEHeaders.SectionHeaders;
        _sections = new PeSection[headers.Length];
        for (var i = 0; i < _sections.Length; i++)
        {
            _sections[i] = new PeSection((uint)headers[i].VirtualAddress, (uint)headers[i].PointerToRawData, (uint)headers[i].SizeOfRawData);
        }
    }

    /// <summary>The file, or the single-file application that it is in.</summary>
    public string Path { get; }

    /// <summary>False for an assembly in a single-file bundle.</summary>
    public bool IsWholeFile { get; private init; }

    public PEReader Reader => _pe;

    public PEHeaders Headers => _pe.PEHeaders;

    public ushort Machine => (ushort)_pe.PEHeaders.CoffHeader.Machine;

    /// <param name="entry">Which assembly of a single-file application; null for a file of its own.</param>
    /// <exception cref="InputException">The file cannot be opened or is not a PE file.</exception>
    public static PeFile Open(string path, BundleEntry? entry = null)
    {
        IDisposable? owner = null;
        PEReader? pe = null;
        try
        {
            var span = OpenMemory(path, entry, out owner);
            if (span.Length < 2 || span[0] != 'M' || span[1] != 'Z')
            {
                throw new InputException(DiagnosticCodes.CorruptReadyToRun, $"'{path}' is not a PE file: it does not start with MZ", null, path);
            }

            // The memory does not move and lives as long as its owner.
            var start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span));
            pe = new PEReader(start, span.Length);
            _ = pe.PEHeaders;
            var opened = new PeFile(path, owner!, pe, start, span.Length) { IsWholeFile = entry is null };
            (owner, pe) = (null, null);
            return opened;
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            throw new InputException(DiagnosticCodes.CorruptReadyToRun, $"'{path}' is a corrupt PE file: {e.Message}", null, path, e);
        }
        finally
        {
            pe?.Dispose();
            owner?.Dispose();
        }
    }

    /// <summary>ECMA metadata of the assembly, or null where there is none or it is corrupt.</summary>
    public MetadataReader? TryGetMetadata(DiagnosticBag diagnostics)
    {
        try
        {
            return _pe.HasMetadata ? _pe.GetMetadataReader() : null;
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            diagnostics.Warn(DiagnosticCodes.CorruptReadyToRun, $"the metadata of '{Path}' is corrupt: {e.Message}", file: Path);
            return null;
        }
    }

    /// <summary>Bytes at an RVA: at most <paramref name="size"/>, and at most what the section has in the file.</summary>
    public ReadOnlySpan<byte> GetBytes(uint rva, uint size)
    {
        foreach (var section in _sections)
        {
            var within = rva - section.Rva;
            if (rva >= section.Rva && within < section.RawSize)
            {
                var length = Math.Min(size, section.RawSize - within);
                var offset = (long)section.Offset + within;
                return offset >= _length ? default : new ReadOnlySpan<byte>(_start + offset, (int)Math.Min(length, _length - offset));
            }
        }

        return default;
    }

    /// <summary>The RVA that the file's byte at <paramref name="offset"/> (from the start of the PE) is loaded to.</summary>
    public bool TryGetRva(long offset, out uint rva)
    {
        foreach (var section in _sections)
        {
            if (offset >= section.Offset && offset - section.Offset < section.RawSize)
            {
                rva = section.Rva + (uint)(offset - section.Offset);
                return true;
            }
        }

        // Headers are loaded as they are.
        rva = (uint)Math.Clamp(offset, 0, uint.MaxValue);
        return offset >= 0 && offset < (_pe.PEHeaders.PEHeader?.SizeOfHeaders ?? 0);
    }

    public void Dispose()
    {
        _pe.Dispose();
        _owner.Dispose();
    }

    private static ReadOnlySpan<byte> OpenMemory(string path, BundleEntry? entry, out IDisposable? owner)
    {
        owner = null;
        var file = MappedFile.Open(path);
        if (entry is { IsCompressed: true } compressed)
        {
            using (file)
            {
                var decompressed = DecompressedAssembly.Read(file, compressed);
                owner = decompressed;
                return decompressed.Span;
            }
        }

        owner = file;
        return file.Slice(entry?.Offset ?? 0, entry is { Length: > 0 and <= int.MaxValue } stored ? (int)stored.Length : int.MaxValue);
    }
}
