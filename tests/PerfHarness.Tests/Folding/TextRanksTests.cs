using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PerfHarness.Folding;

namespace PerfHarness.Tests.Folding;

public sealed class TextRanksTests
{
    [Fact]
    public void Texts_rank_by_their_bytes_at_the_end_of_a_line_and_before_a_semicolon()
    {
        // Of few letters, some of them around ';', and with long common beginnings.
        var part = Gen.Elements("a", "b", "!", "<", "é", "aaaaaaaa", "System.Text.Json.");
        var text = part.ListOf().Select(parts => string.Concat(parts));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(text.ListOf().ToArbitrary(), list =>
        {
            var texts = list.Distinct(StringComparer.Ordinal).ToArray();
            var (line, prefix) = TextRanks.Compute([.. texts.Select(t => Encoding.UTF8.GetBytes(t + ";"))]);

            var expected = texts.Concat(texts.Select(t => t + ";")).OrderBy(t => Convert.ToHexString(Encoding.UTF8.GetBytes(t)), StringComparer.Ordinal);
            var actual = new string[texts.Length * 2];
            for (var i = 0; i < texts.Length; i++)
            {
                actual[line[i]] = texts[i];
                actual[prefix[i]] = texts[i] + ";";
            }

            Assert.Equal(expected, actual);
        }));
    }

    [Fact]
    public void Long_texts_that_differ_at_their_ends_need_no_call_stack()
    {
        var start = new string('x', 1 << 20);
        byte[][] texts = [.. Enumerable.Range(0, 20).Select(i => Encoding.UTF8.GetBytes($"{start}{19 - i:00};"))];
        var (line, _) = TextRanks.Compute(texts);
        Assert.Equal(Enumerable.Range(0, 20).Reverse().Select(i => i * 2), line);
    }
}
