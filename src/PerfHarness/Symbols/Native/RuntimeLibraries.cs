using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;

namespace PerfHarness.Symbols.Native;

/// <summary>The native libraries of the installed .NET runtimes in which programs spend time.</summary>
internal static class RuntimeLibraries
{
    private const string Framework = "shared/Microsoft.NETCore.App";

    /// <summary>By version and file name; what cannot be read is left out.</summary>
    /// <param name="roots">Folders with a <c>dotnet</c>; null for those of this machine.</param>
    public static IReadOnlyList<RuntimeLibrary> Find(IEnumerable<string>? roots = null)
    {
        var found = new Dictionary<string, RuntimeLibrary>(StringComparer.Ordinal);
        foreach (var framework in (roots ?? GetRoots()).Select(root => Path.Join(root, Framework)).Where(Directory.Exists))
        {
            foreach (var version in Directory.EnumerateDirectories(framework))
            {
                foreach (var path in Directory.EnumerateFiles(version, "lib*.so").Where(IsOfInterest))
                {
                    if (TryReadBuildId(path) is { } id)
                    {
                        found.TryAdd(id.Hex, new RuntimeLibrary(path, Path.GetFileName(version), id));
                    }
                }
            }
        }

        return [.. found.Values.OrderBy(l => l.Version, StringComparer.Ordinal).ThenBy(l => Path.GetFileName(l.Path), StringComparer.Ordinal)];
    }

    private static bool IsOfInterest(string path) =>
        Path.GetFileName(path) is "libcoreclr.so" or "libclrjit.so" or "libclrgc.so" or "libclrgcexp.so"
        || Path.GetFileName(path).StartsWith("libSystem.", StringComparison.Ordinal);

    private static IEnumerable<string> GetRoots()
    {
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("DOTNET_ROOT"),
            // The running process's own: …/shared/Microsoft.NETCore.App/10.0.1/
            Path.GetDirectoryName(typeof(object).Assembly.Location) is { Length: > 0 } own ? Path.GetFullPath(Path.Join(own, "../../..")) : null,
            "/usr/share/dotnet",
            "/usr/lib/dotnet",
            "/usr/lib64/dotnet",
            Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet"),
        ];
        return candidates.OfType<string>().Where(path => path.Length > 0).Distinct(StringComparer.Ordinal);
    }

    private static BuildId? TryReadBuildId(string path)
    {
        try
        {
            using var file = ElfFile.Open(path);
            return file.BuildId;
        }
        catch (InputException)
        {
            return null;
        }
    }
}
