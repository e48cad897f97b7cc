using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Import;

/// <summary>What is parsed from where it differs from the line before, against what is split at every semicolon.</summary>
public sealed class FoldedStackParserTests
{
    [Theory]
    [InlineData("app;main;parse;read", "app;main;parse_all;read")]
    [InlineData("app;main;parse", "app;main;parse;read")]
    [InlineData("app;main;parse;read", "app;main;parse")]
    [InlineData("app;main", "app;main")]
    [InlineData("app;main", "app;mainly")]
    [InlineData("app;mainly", "app;main")]
    [InlineData("app", "app;")]
    [InlineData("app;", "app")]
    [InlineData("app;;a", "app;a")]
    [InlineData("app;;a", "app;;;a")]
    [InlineData("", "a")]
    [InlineData("a", "")]
    [InlineData(";", ";;")]
    [InlineData("app", "application;main")]
    [InlineData("app;é", "app;è")]
    public void A_line_does_not_depend_on_the_one_before(string before, string after) => AssertParsed([before, after, before]);

    [Fact]
    public void Lines_in_any_order_are_parsed_as_if_each_were_alone()
    {
        var element = Gen.Elements("", "a", "ab", "abc", "b", "é", " ", "main", "mai");
        var line = element.ListOf().Select(parts => string.Join(';', parts));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(line.ListOf().ToArbitrary(), lines => AssertParsed([.. lines])));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(line.ListOf().ToArbitrary(),
            lines => AssertParsed([.. lines.Order(StringComparer.Ordinal)])));
    }

    [Fact]
    public void A_deep_line_and_a_long_name_are_read_whole()
    {
        var deep = string.Join(';', Enumerable.Range(0, 5000).Select(i => "f" + i));
        var wide = "app;" + new string('w', 1 << 20);
        AssertParsed([deep, deep + ";end", wide, wide + "w;x", deep]);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_replaced_and_equal_text_is_one_frame()
    {
        var builder = new ProfileBuilder();
        var parser = new FoldedStackParser(builder, hasModules: false);
        var (first, _) = parser.Parse([.. "app;f"u8, 0xff]);
        var (second, _) = parser.Parse([.. "app;f"u8, 0xfe]);
        Assert.Equal(first, second);
        Assert.Equal("f\ufffd", builder.Functions[builder.Frames[builder.Stacks.GetFrame(first)].Function].Name.Name);
    }

    private static void AssertParsed(string[] lines)
    {
        var builder = new ProfileBuilder();
        var parser = new FoldedStackParser(builder, hasModules: false);
        var rows = lines.Select(line => parser.Parse(Encoding.UTF8.GetBytes(line))).ToArray();
        var profile = builder.Build();
        for (var i = 0; i < lines.Length; i++)
        {
            var elements = lines[i].Split(';');
            var frames = profile.Stacks.GetFrames(rows[i].Stack).Select(f => profile.GetFunction(f).Name.Name);
            Assert.Equal(elements.Skip(1).Select(e => e.Length == 0 ? "[unknown]" : e), frames);
            Assert.Equal(elements[0], profile.Threads[rows[i].Thread.Index].CommandName);
        }
    }
}
