using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace PerfHarness.Tests;

/// <summary>The way of the data has one direction: each folder of the core uses only those before it.</summary>
public sealed partial class FolderOrderTests
{
    private static readonly string Core = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "src", "PerfHarness"));

    private static readonly string[] Folders = [.. Directory.GetDirectories(Core).Select(f => Path.GetFileName(f)).Where(f => f is not ("bin" or "obj"))];

    [Theory]
    [InlineData("Profiles", "")]
    [InlineData("Analysis", "Profiles")]
    [InlineData("Processes", "")]
    [InlineData("Baselines", "Analysis Profiles")]
    [InlineData("Gating", "Analysis Profiles Baselines")]
    [InlineData("Symbols", "Profiles Processes")]
    [InlineData("Recording", "Profiles Processes Symbols")]
    [InlineData("Import", "Profiles Processes Symbols")]
    [InlineData("Reports", "Analysis Profiles Baselines Gating Symbols Import")]
    public void A_folder_uses_only_those_that_stand_before_it(string folder, string allowed)
    {
        var permitted = allowed.Split(' ').Append(folder).ToHashSet();
        var wrong = Directory.EnumerateFiles(Path.Combine(Core, folder), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Uses().Matches(File.ReadAllText(file)).Select(m => (File: Path.GetFileName(file), Folder: m.Groups[1].Value)))
            .Where(use => Folders.Contains(use.Folder) && !permitted.Contains(use.Folder))
            .Select(use => $"{use.File} uses {use.Folder}")
            .Distinct();
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"\bPerfHarness\.([A-Z][A-Za-z]+)\b")]
    private static partial Regex Uses();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
