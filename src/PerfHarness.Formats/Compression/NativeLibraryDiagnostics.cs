using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Compression;

/// <summary>How a system library that is not there is reported.</summary>
internal static class NativeLibraryDiagnostics
{
    public static void ReportMissing(DiagnosticBag? diagnostics, string library, string purpose, string package) =>
        diagnostics?.Warn(DiagnosticCodes.LibraryMissing, $"{library} cannot be loaded: {purpose}",
            $"Install it (on Debian: the package {package}).");
}
