namespace PerfHarness.Symbols;

/// <summary>Paths as the kernel reports them for mappings: <c>/usr/lib/libc.so.6</c>, <c>/tmp/a.so (deleted)</c>.</summary>
internal static class MappedPath
{
    /// <summary>What the kernel appends to the path of a file that was deleted or replaced.</summary>
    public const string Deleted = " (deleted)";

    public static bool IsDeleted(string path) => path.EndsWith(Deleted, StringComparison.Ordinal);

    public static string WithoutDeleted(string path) => IsDeleted(path) ? path[..^Deleted.Length] : path;
}
