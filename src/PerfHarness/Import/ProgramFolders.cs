using PerfHarness.Processes;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Managed;

namespace PerfHarness.Import;

/// <summary>
/// Finds the folders of the recorded .NET programs. The kernel reports executable mappings only, so an assembly without
/// precompiled code is not among a process's mappings; but it is next to the program that was started, or next to the DLL
/// on the command line.
/// </summary>
internal sealed class ProgramFolders(ManagedSources sources)
{
    private static readonly EnumerationOptions Accessible = new() { IgnoreInaccessible = true };
    private readonly HashSet<string> _seen = [];

    public void AddImage(Image image)
    {
        if (image.IsFile)
        {
            AddFolder(Path.GetDirectoryName(image.Path));
        }
    }

    /// <param name="arguments">Of the recording: <c>perf record … -- dotnet bin/bench.dll</c>.</param>
    public void AddCommand(IReadOnlyList<string> arguments)
    {
        foreach (var program in ProgramList.Find(arguments, workingDirectory: null))
        {
            AddFolder(Path.GetDirectoryName(program));
        }
    }

    // Every program built by the .NET SDK has one of these files; a folder of the system has none.
    private void AddFolder(string? folder)
    {
        if (folder is not null && _seen.Add(folder) && Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "*.runtimeconfig.json", Accessible).Any())
        {
            sources.AddFolder(folder);
        }
    }
}
