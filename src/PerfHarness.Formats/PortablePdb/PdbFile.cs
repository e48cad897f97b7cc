using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.PortablePdb;

/// <summary>
/// The portable PDB of an assembly: embedded in it, else next to it, else in a symbol folder. A file counts only when its
/// id is the one that the assembly was built with.
/// </summary>
internal sealed unsafe class PdbFile : IDisposable
{
    private readonly MetadataReaderProvider? _provider;
    private readonly MappedFile? _file;

    private PdbFile(string path, MetadataReader metadata, MetadataReaderProvider? provider, MappedFile? file) =>
        (Path, Metadata, _provider, _file) = (path, metadata, provider, file);

    /// <summary>The PDB's path, or the assembly's where it is embedded.</summary>
    public string Path { get; }

    public MetadataReader Metadata { get; }

    /// <summary>Null where there is no PDB, which is not an error; a corrupt or non-matching one is reported and skipped.</summary>
    public static PdbFile? Find(PeFile pe, SymbolFolders folders, DiagnosticBag diagnostics)
    {
        try
        {
            var entries = pe.Reader.ReadDebugDirectory();
            var embedded = entries.FirstOrDefault(e => e.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
            if (embedded.DataSize > 0 && TryOpenEmbedded(pe, embedded, diagnostics) is { } inside)
            {
                return inside;
            }

            return PdbId.ReadExpected(pe, entries) is { } wanted
                ? Candidates(pe, wanted.FileName,
                    folders).Select(path => TryOpenFile(path, wanted.Id, pe.Path, diagnostics)).FirstOrDefault(file => file is not null)
                : null;
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            diagnostics.Warn(DiagnosticCodes.CorruptPdb, $"the debug directory of '{pe.Path}' is corrupt: {e.Message}", file: pe.Path);
            return null;
        }
    }

    public void Dispose()
    {
        _provider?.Dispose();
        _file?.Dispose();
    }

    private static IEnumerable<string> Candidates(PeFile pe, string fileName, SymbolFolders folders)
    {
        var folder = System.IO.Path.GetDirectoryName(pe.Path) ?? ".";
        // An assembly in a bundle has no file name of its own.
        string[] names = pe.IsWholeFile ? [fileName, System.IO.Path.ChangeExtension(System.IO.Path.GetFileName(pe.Path), ".pdb")] : [fileName];
        foreach (var name in names.Where(n => n.Length is > 0 and < 256
            && !n.Contains('\0', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal))
        {
            var beside = System.IO.Path.Combine(folder, name);
            if (File.Exists(beside))
            {
                yield return beside;
            }

            foreach (var found in folders.Find(name))
            {
                yield return found;
            }
        }
    }

    private static PdbFile? TryOpenEmbedded(PeFile pe, DebugDirectoryEntry entry, DiagnosticBag diagnostics)
    {
        try
        {
            var provider = EmbeddedPdb.Open(pe, entry);
            return new PdbFile(pe.Path, provider.GetMetadataReader(), provider, null);
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            diagnostics.Warn(DiagnosticCodes.CorruptPdb, $"the PDB embedded in '{pe.Path}' is corrupt: {e.Message}", file: pe.Path);
            return null;
        }
    }

    private static PdbFile? TryOpenFile(string path, PdbId wanted, string assembly, DiagnosticBag diagnostics)
    {
        MappedFile? file = null;
        try
        {
            file = MappedFile.Open(path);
            var span = file.SliceFrom(0);
            if (span.StartsWith("Microsoft C/C++ MSF"u8))
            {
                diagnostics.Warn(
                    DiagnosticCodes.UnsupportedDebugInfo, $"'{path}' is a Windows PDB, which is not supported",
                    "Build with <DebugType>portable</DebugType>.", path);
                return null;
            }

            if (span.Length < 4)
            {
                throw new InvalidDataException("the file is too short");
            }

            // The span is memory of the mapping: it does not move and lives as long as the file is open.
            var metadata = new MetadataReader((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span)), span.Length);
            var id = PdbId.From(metadata);
            if (id != wanted)
            {
                diagnostics.Warn(
                    DiagnosticCodes.BuildIdMismatch, $"'{path}' has the id {id}, but '{assembly}' was built with {wanted}",
                    "Use the PDB of the same build.", path);
                return null;
            }

            var found = new PdbFile(path, metadata, null, file);
            file = null;
            return found;
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            diagnostics.Warn(DiagnosticCodes.CorruptPdb, $"'{path}' is a corrupt PDB: {e.Message}", file: path);
            return null;
        }
        catch (InputException e)
        {
            diagnostics.Add(e.Diagnostic with { Severity = Severity.Warning });
            return null;
        }
        finally
        {
            file?.Dispose();
        }
    }
}
