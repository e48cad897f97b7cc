using System.Text.RegularExpressions;

namespace PerfHarness.Architecture.Tests;

public sealed partial class NamespaceTests
{
    // What users of the test packages name is in the library's own namespace: one using for all of it.
    private static readonly string[] InTheRootNamespace = ["PerfHarness.NUnit", "PerfHarness.Xunit"];

    [Fact]
    public void Namespaces_follow_folders()
    {
        var wrong = SourceTree.FindFiles("src", "*.cs").Concat(SourceTree.FindFiles("tests", "*.cs"))
            .Select(SourceTree.GetRelativePath)
            .Where(file => !file.StartsWith("tests/Fixtures/", StringComparison.Ordinal))
            .Select(file => (File: file, Namespace: ReadNamespace(file), Expected: GetNamespace(file)))
            .Where(file => file.Namespace is not null && file.Namespace != file.Expected)
            .Select(file => $"{file.File} declares {file.Namespace} and not {file.Expected}");
        Assert.Empty(wrong);
    }

    private static string GetNamespace(string file)
    {
        var folders = Path.GetDirectoryName(file)!.Split('/')[1..];
        return string.Join('.', InTheRootNamespace.Contains(folders[0]) ? ["PerfHarness", .. folders[1..]] : folders);
    }

    private static string? ReadNamespace(string file) =>
        Declaration().Match(File.ReadAllText(Path.Combine(SourceTree.Root, file))) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
