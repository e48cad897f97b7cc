using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Folded;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Tests.Folded;

public sealed class FoldedReaderTests
{
    [Theory]
    [InlineData("a;b;c 12", "a;b;c|12|")]
    [InlineData("a;b c;d(int, x) 0.25\r", "a;b c;d(int, x)|0.25|")]
    [InlineData("a;b 12 34", "a;b|34|12")]
    [InlineData("a;b 1.5 2.", "a;b|2|1.5")]
    [InlineData("  12", "|12|")]
    [InlineData("\ufeffa;b 1", "a;b|1|")]
    [InlineData("a;b\t7 ", "a;b|7|")]
    public void A_line_is_a_stack_and_one_or_two_counts(string line, string expected) => Assert.Equal([expected], Read(line + "\n", out _));

    [Theory]
    [InlineData("a;b;c")]
    [InlineData("a;b -1")]
    [InlineData("a;b 1e5")]
    [InlineData("a;b 99999999999999999999999999999999")]
    [InlineData("12")]
    public void A_line_without_a_count_is_a_diagnostic_with_its_number(string line)
    {
        Assert.Equal(["a|1|", "b|2|"], Read($"a 1\n# comment\n\n{line}\nb 2", out var bag));
        Assert.Equal((DiagnosticCodes.MalformedLine, 4), bag.ToList().Select(d => (d.Code, d.Line)).Single());
    }

    [Fact]
    public void A_line_without_an_end_costs_bounded_memory_and_the_next_one_is_read()
    {
        var text = new byte[20 << 20];
        text.AsSpan().Fill((byte)'x');
        "\na;b 1\n"u8.CopyTo(text.AsSpan(text.Length - 7));
        var bag = new DiagnosticBag();
        var reader = new FoldedReader(new MemoryStream(text), bag);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(reader.TryRead(out var line));
        Assert.Equal("a;b", Encoding.UTF8.GetString(line.Stack));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * Utf8LineReader.MaxLine);
        Assert.Equal(1, bag.GetCount(DiagnosticCodes.MalformedLine));
    }

    private static List<string> Read(string text, out DiagnosticBag bag)
    {
        bag = new DiagnosticBag();
        var reader = new FoldedReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), bag);
        var lines = new List<string>();
        while (reader.TryRead(out var line))
        {
            lines.Add(FormattableString.Invariant($"{Encoding.UTF8.GetString(line.Stack)}|{line.Count}|{line.CountBefore}"));
        }

        return lines;
    }
}
