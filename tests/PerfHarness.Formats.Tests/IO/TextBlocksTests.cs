using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Tests.IO;

public sealed class TextBlocksTests
{
    [Theory]
    [InlineData("", 8, "'' first last closed")]
    [InlineData("a\n\nb\n\nc\n", 8, "'a||b||' first closed, 'c|' last closed")]
    [InlineData("a\n\nb\n", 6, "'a||b|' first last closed")]
    [InlineData("a\n\nb\n", 5, "'a||' first closed, 'b|' last closed")]
    [InlineData("a\r\n\r\nb\r\n", 7, "'a\r|\r|' first closed, 'b\r|' last closed")]
    [InlineData("a\nb\nc\n", 4, "'a|b|' first, 'c|' last closed")]
    [InlineData("a\nb\n", 4, "'a|b|' first, '' last closed")]
    [InlineData("aaaaaaaaaa\nb\n", 4, "'aaaaaaaaaa|b|' first last closed")]
    [InlineData("a\naaaaaaaaaaaaaaaaaaaa\nb\n\nc", 4, "'a|' first, 'aaaaaaaaaaaaaaaa' truncated, 'b||c' last closed")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", 4, "'aaaaaaaaaaaaaaaa' first truncated, '' last closed")]
    public void A_block_ends_after_the_last_empty_line_that_fits(string text, int size, string expected) => Assert.Equal(expected, Cut(text, size));

    [Fact]
    public void A_line_of_the_most_bytes_is_whole_with_its_end_only_if_that_fits()
    {
        Assert.Equal("'aaaaaaaaaaaaaaa|' first, '' last closed", Cut("aaaaaaaaaaaaaaa\n", 4));
        Assert.Equal("'aaaaaaaaaaaaaaaa' first truncated, '' last closed", Cut("aaaaaaaaaaaaaaaa\n", 4));
    }

    private static string Cut(string text, int size)
    {
        var found = new List<string>();
        var blocks = new TextBlocks(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), size, maxLine: 16);
        var buffer = Array.Empty<byte>();
        while (blocks.TryRead(ref buffer, out var block))
        {
            found.Add($"'{System.Text.Encoding.UTF8.GetString(buffer, 0, block.Length).Replace('\n', '|')}'"
                + $"{(block.IsFirst ? " first" : "")}{(block.IsLast ? " last" : "")}{(block.IsClosed ? " closed" : "")}{(block.IsTruncated ? " truncated" : "")}");
        }

        return string.Join(", ", found);
    }
}
