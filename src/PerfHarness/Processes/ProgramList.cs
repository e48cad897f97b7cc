using System.Globalization;
using System.Text;
using PerfHarness.Formats.IO;

namespace PerfHarness.Processes;

/// <summary>
/// The .NET programs of a recording, as paths of their DLLs in the file <c>programs</c> beside its perf maps, separated by NUL: no
/// record of perf's says where an assembly is that has no precompiled code.
/// </summary>
internal static class ProgramList
{
    private const string FileName = "programs";
    private const int MaxLength = 1 << 20;

    /// <summary>Full paths of the DLLs among the arguments: <c>dotnet bin/bench.dll</c>.</summary>
    public static IEnumerable<string> Find(IEnumerable<string> arguments, string? workingDirectory) => arguments
        .Where(a => a.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && !a.Contains('\0', StringComparison.Ordinal))
        .Select(a => Path.GetFullPath(a, Path.GetFullPath(workingDirectory ?? ".")));

    /// <summary>Those of running processes.</summary>
    public static IEnumerable<string> Find(IEnumerable<int> pids)
    {
        foreach (var pid in pids)
        {
            var process = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
            var arguments = ProcFile.Read($"{process}/cmdline")?.Split('\0') ?? [];
            var folder = new FileInfo($"{process}/cwd").LinkTarget is { } link && link.StartsWith('/') ? link : null;
            foreach (var program in Find(arguments, folder))
            {
                yield return program;
            }
        }
    }

    /// <summary>Adds programs to the list; without one there is no file.</summary>
    public static void Write(string mapFolder, IEnumerable<string> programs)
    {
        var text = string.Join('\0', programs.Distinct(StringComparer.Ordinal));
        if (text.Length > 0)
        {
            File.WriteAllText(Path.Combine(mapFolder, FileName), text, new UTF8Encoding(false));
        }
    }

    /// <summary>Empty where there is no list, or none that can be read.</summary>
    public static IReadOnlyList<string> Read(string mapFolder)
    {
        var file = new FileInfo(Path.Combine(mapFolder, FileName));
        try
        {
            return RegularFile.Exists(file.FullName) && file.Length <= MaxLength
                ? [.. File.ReadAllText(file.FullName).Split('\0').Where(p => p.StartsWith('/'))]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // names and lines of some methods are less exact; what cannot be read of perf's own files is reported
        }
    }
}
