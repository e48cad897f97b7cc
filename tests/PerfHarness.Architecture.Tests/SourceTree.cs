using System.Runtime.CompilerServices;

namespace PerfHarness.Architecture.Tests;

/// <summary>The repository that these tests were compiled from.</summary>
internal static class SourceTree
{
    public static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>Source files below a folder of the repository, without what builds generate, in ordinal order.</summary>
    public static IReadOnlyList<string> FindFiles(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The path as the repository has it: <c>src/PerfHarness/Gating/Gate.cs</c>.</summary>
    public static string GetRelativePath(string path) => Path.GetRelativePath(Root, path);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
