using System.Runtime.CompilerServices;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Tests;

/// <summary>Files of tests/Fixtures, and bytes as if they were files.</summary>
internal static class Fixtures
{
    private static readonly string Root = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "Fixtures");

    public static string PathOf(string name) => Path.GetFullPath(Path.Combine(Root, name));

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public static MappedFile Map(ReadOnlySpan<byte> bytes)
    {
        using var spool = new SpoolFile("a test's bytes");
        spool.Write(bytes);
        return spool.Map();
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
