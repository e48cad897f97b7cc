using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols;

/// <summary>What a mapping maps: a file, the kernel's vdso, or memory that a JIT writes code into.</summary>
internal sealed class Image
{
    public Image(string mappedPath, BuildId? buildId)
    {
        BuildId = buildId;
        IsDeleted = MappedPath.IsDeleted(mappedPath);
        Path = MappedPath.WithoutDeleted(mappedPath);
        IsJit = IsJitMemory(Path);
        Module = IsJit ? "[jit]" : GetModule(Path);
    }

    /// <summary>As in the recording, without <c>(deleted)</c>.</summary>
    public string Path { get; }

    /// <summary>Null where the recording does not have it.</summary>
    public BuildId? BuildId { get; }

    /// <summary>File name for a file, <c>[vdso]</c>, <c>[jit]</c>.</summary>
    public string Module { get; }

    /// <summary>The file was gone or replaced when it was mapped.</summary>
    public bool IsDeleted { get; }

    /// <summary>Memory that no file of code backs: only the JIT's own perf map or jitdump has symbols for it.</summary>
    public bool IsJit { get; }

    /// <summary>As <see cref="IsJit"/>, or the copy of it that <c>perf inject --jit</c> made.</summary>
    public bool IsGeneratedCode => IsJit || Module.StartsWith("jitted-", StringComparison.Ordinal);

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

    private static string GetModule(string path) =>
        path.StartsWith('[') ? path : System.IO.Path.GetFileName(path) is { Length: > 0 } name ? name : path;
}
