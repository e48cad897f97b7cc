using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols;

/// <summary>What a mapping shows: a file, the kernel's vdso, or memory that a JIT writes code into.</summary>
internal sealed class Image
{
    private const string Deleted = " (deleted)";

    public Image(string mappedPath, BuildId? buildId)
    {
        BuildId = buildId;
        IsDeleted = mappedPath.EndsWith(Deleted, StringComparison.Ordinal);
        Path = IsDeleted ? mappedPath[..^Deleted.Length] : mappedPath;
        IsJit = IsJitMemory(Path);
        Module = IsJit ? "[jit]" : ModuleOf(Path);
    }

    /// <summary>As the recording spells it, without <c>(deleted)</c>.</summary>
    public string Path { get; }

    /// <summary>Null where the recording does not have it.</summary>
    public BuildId? BuildId { get; }

    /// <summary>File name for a file, <c>[vdso]</c>, <c>[jit]</c>.</summary>
    public string Module { get; }

    /// <summary>The file was gone or replaced when it was mapped.</summary>
    public bool IsDeleted { get; }

    /// <summary>Memory without a file of code behind it: only a JIT's own list can name what is there.</summary>
    public bool IsJit { get; }

    /// <summary>Memory that only .NET's executable allocator makes, which maps its code twice (W^X).</summary>
    public bool IsDotNetCode => IsJit && Path.Contains("doublemapper", StringComparison.Ordinal);

    public bool IsFile => Path.StartsWith('/') && !IsJit;

    // .NET maps its code twice through a memory file (W^X), V8 and HotSpot use anonymous memory.
    private static bool IsJitMemory(string path) =>
        path is "//anon" or "" or "[heap]" or "/dev/zero"
        || path.StartsWith("[anon", StringComparison.Ordinal)
        || path.StartsWith("[stack", StringComparison.Ordinal)
        || path.StartsWith("/memfd:", StringComparison.Ordinal)
        || path.StartsWith("/anon_hugepage", StringComparison.Ordinal)
        || path.StartsWith("/SYSV", StringComparison.Ordinal)
        || path.StartsWith("/dev/shm/doublemapper", StringComparison.Ordinal);

    private static string ModuleOf(string path) => path.StartsWith('[') ? path : System.IO.Path.GetFileName(path) is { Length: > 0 } name ? name : path;
}
