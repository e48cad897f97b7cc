namespace PerfHarness.Architecture.Tests;

/// <summary>Lines of the sources can be read beside each other in a review.</summary>
public sealed class LineTests
{
    private const int MaxLength = 150;

    [Fact]
    public void No_line_of_the_sources_is_longer_than_a_review_shows() =>
        Assert.Empty(SourceTree.FindFiles("src", "*.cs").SelectMany(path => File.ReadLines(path)
            .Select((line, index) => (Text: line, Number: index + 1)).Where(line => line.Text.Length > MaxLength)
            .Select(line => $"{SourceTree.GetRelativePath(path)}:{line.Number}")));
}
