using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols.Native;

/// <summary>
/// The kernel's shared object that is in every process and in no file. Ours is the recording's when both ran on one
/// kernel; a build id says so.
/// </summary>
internal static class Vdso
{
    public const string Name = "[vdso]";

    // It has one or two pages; newer kernels eight.
    private const int MaxSize = 1 << 20;

    /// <summary>Null where this process has none or may not read its own memory.</summary>
    public static ElfFile? Open(DiagnosticBag diagnostics)
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/self/maps"))
            {
                if (!line.EndsWith(Name, StringComparison.Ordinal))
                {
                    continue;
                }

                var dash = line.IndexOf('-', StringComparison.Ordinal);
                var space = line.IndexOf(' ', StringComparison.Ordinal);
                var start = ulong.Parse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                var end = ulong.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                var bytes = new byte[Math.Min(end - start, MaxSize)];
                using var memory = File.OpenHandle("/proc/self/mem");
                var read = RandomAccess.Read(memory, bytes, (long)start);
                return ElfFile.FromMemory(Name, bytes.AsMemory(0, read), diagnostics);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InputException or NotSupportedException)
        {
            diagnostics.Info(DiagnosticCodes.SymbolFileMissing, $"the vdso of this process cannot be read: {e.Message}");
        }

        return null;
    }
}
