using PerfHarness.Formats.Compression;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Elf;

/// <summary>
/// .gnu_debugdata: an ELF image packed with xz that holds a .symtab of the functions which .dynsym does not name. Fedora
/// and its relatives put one into every stripped file.
/// </summary>
internal static class MiniDebugInfo
{
    // Those of the largest libraries have 10 MB.
    private const int MaxSize = 1 << 28;

    /// <summary>Null where the image has none or it cannot be decompressed.</summary>
    public static ElfFile? Read(ElfFile file, DiagnosticBag? diagnostics)
    {
        var packed = file.GetContents(".gnu_debugdata");
        if (packed.IsEmpty)
        {
            return null;
        }

        try
        {
            var missing = diagnostics?.GetCount(DiagnosticCodes.LibraryMissing);
            var bytes = XzBlock.Decompress(packed, MaxSize, diagnostics);
            if (bytes.Length > 0)
            {
                return ElfFile.FromMemory(file.Path + ":.gnu_debugdata", bytes, diagnostics);
            }

            if (missing == diagnostics?.GetCount(DiagnosticCodes.LibraryMissing))
            {
                diagnostics?.Warn(DiagnosticCodes.CorruptElf, $"the MiniDebugInfo (.gnu_debugdata) of '{file.Path}' cannot be decompressed", null,
                    file.Path);
            }
        }
        catch (InputException e)
        {
            diagnostics?.Add(e.Diagnostic with { Severity = Severity.Warning });
        }

        return null;
    }
}
