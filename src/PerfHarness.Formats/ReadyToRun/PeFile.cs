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
    private readonly MappedFile _file;
    private readonly PEReader _pe;
    private readonly long _start;
    private readonly int _length;
    private readonly PeSection[] _sections;

    private PeFile(MappedFile file, PEReader pe, long start, int length)
    {
        (_file, _pe, _start, _length) = (file, pe, start, length);
        _sections = [.. pe.PEHeaders.SectionHeaders.Select(s =>
            new PeSection((uint)s.VirtualAddress, (uint)s.PointerToRawData, (uint)s.SizeOfRawData))];
    }

    public string Path => _file.Path;

    /// <summary>False for an assembly in a single-file bundle.</summary>
    public bool IsWholeFile => _start == 0;

    public PEReader Reader => _pe;

    public PEHeaders Headers => _pe.PEHeaders;

    public ushort Machine => (ushort)_pe.PEHeaders.CoffHeader.Machine;

    /// <param name="start">Where the PE starts in the file.</param>
    /// <param name="length">How long it is; 0 for the rest of the file.</param>
    /// <exception cref="InputException">The file cannot be opened or is not a PE file.</exception>
    public static PeFile Open(string path, long start = 0, long length = 0)
    {
        var file = MappedFile.Open(path);
        PEReader? pe = null;
        try
        {
            var span = file.Slice(start, length is > 0 and <= int.MaxValue ? (int)length : int.MaxValue);
            if (span.Length < 2 || span[0] != 'M' || span[1] != 'Z')
            {
                throw new InputException(DiagnosticCodes.CorruptReadyToRun, $"'{path}' is not a PE file: it does not start with MZ", null, path);
            }

            // The span is memory of the mapping: it does not move and lives as long as the file is open.
            pe = new PEReader((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span)), span.Length);
            _ = pe.PEHeaders;
            var opened = new PeFile(file, pe, start, span.Length);
            (file, pe) = (null!, null);
            return opened;
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            throw new InputException(DiagnosticCodes.CorruptReadyToRun, $"'{path}' is a corrupt PE file: {e.Message}", null, path, e);
        }
        finally
        {
            pe?.Dispose();
            file?.Dispose();
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
                return offset >= _length ? default : _file.Slice(_start + offset, (int)Math.Min(length, _length - offset));
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
        _file.Dispose();
    }
}
