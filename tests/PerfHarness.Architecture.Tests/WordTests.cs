using System.Text.RegularExpressions;

namespace PerfHarness.Architecture.Tests;

/// <summary>Words that have a better one in the glossary of eng/architecture.md, or in plain English.</summary>
public sealed partial class WordTests
{
    private static readonly string[] Patterns = ["*.cs", "*.md", "*.sh", "*.props", "*.targets", "*.csproj", "*.js"];

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("samples")]
    [InlineData("eng")]
    public void Words_are_the_glossarys(string folder)
    {
        var found = Patterns.SelectMany(pattern => SourceTree.FindFiles(folder, pattern)).Append(Path.Combine(SourceTree.Root, "README.md"))
            .Where(path => !path.EndsWith($"/{nameof(WordTests)}.cs", StringComparison.Ordinal))
            .SelectMany(Search);
        Assert.Empty(found);
    }

    private static IEnumerable<string> Search(string path)
    {
        // The last column of the glossary lists the words to avoid.
        var isGlossary = SourceTree.GetRelativePath(path) == ArchitecturePage.Path;
        return File.ReadLines(path).Select((line, index) => (Line: line, Number: index + 1))
            .Where(line => !(isGlossary && line.Line.StartsWith('|')))
            .SelectMany(line => Avoided().Matches(line.Line).Select(word => $"{SourceTree.GetRelativePath(path)}:{line.Number}: {word.Value}"));
    }

    [GeneratedRegex(@"\b(told|mend(s|ed|ing)?|obligatory|kin|whoever|cries wolf|in turns?|plateaus?|at the bar|what came of)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Avoided();
}
