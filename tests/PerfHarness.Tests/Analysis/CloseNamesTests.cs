using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Analysis;

public sealed class CloseNamesTests
{
    private static readonly FunctionName[] Functions =
    [
        new("Acme", "Acme.Parser.Read(System.String)"),
        new("Acme", "Acme.Parser.Write()"),
        new("Acme", "Acme.Tokenizer.Next"),
        new("libc.so.6", "memset"),
        new("libc.so.6", "__memset_avx2"),
    ];

    [Theory]
    [InlineData("Acme.Parsr.Read", "Acme.Parser.Read")]
    [InlineData("acme.parser.read", "Acme.Parser.Read")]
    [InlineData("Parser.Raed", "Acme.Parser.Read")]
    [InlineData("Acme.Tokeniser.*", "Acme.Tokenizer.Next")]
    [InlineData("Acme!Acme.Tokenizer.Nxt", "Acme.Tokenizer.Next")]
    [InlineData("*.Tokenizr.Next", "Acme.Tokenizer.Next")]
    [InlineData("menset", "memset")]
    public void A_typing_error_is_recognized(string text, string meant) => Assert.Equal(meant, CloseNames.Find(Functions, text)[0]);

    [Theory]
    [InlineData("Newtonsoft.*")]
    [InlineData("xy")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("!")]
    public void Other_text_is_close_to_nothing(string text)
    {
        Assert.Empty(CloseNames.Find(Functions, text));
        Assert.Null(CloseNames.Suggest(Functions, text));
    }

    [Fact]
    public void Several_are_suggested_the_closest_first()
    {
        Assert.Equal("Did you mean 'memset' or '__memset_avx2'?", CloseNames.Suggest(Functions, "Memset"));
        Assert.Single(CloseNames.Find(Functions, "memset", max: 1));
    }
}
