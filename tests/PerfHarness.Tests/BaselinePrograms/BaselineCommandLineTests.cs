using PerfHarness.BaselinePrograms;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;

namespace PerfHarness.Tests.BaselineBuild;

public sealed class BaselineCommandLineTests
{
    [Theory]
    [InlineData("./old args", "./old|args")]
    [InlineData("  a   b\t", "a|b")]
    [InlineData("'a b' \"c \\\" d\" e\\ f ''", "a b|c \" d|e f|")]
    [InlineData("a'b'\"c\"", "abc")]
    public void A_command_line_is_split_as_a_shell_would(string text, string words) =>
        Assert.Equal(words.Split('|'), BaselineCommandLine.Split(text));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("'open")]
    public void An_invalid_command_line_is_rejected(string text) =>
        Assert.Equal(DiagnosticCodes.UsageError, Assert.Throws<PerfHarnessException>(() => BaselineCommandLine.Split(text)).Diagnostic.Code);

    [Fact]
    public void A_command_in_another_checkout_keeps_what_lies_outside_of_this_one()
    {
        var moved = BaselineCommandLine.Relocate(new CommandTarget("/repo/bin/bench", ["x", "/usr/share", "/repo"]) { WorkingDirectory = "data" }, "/repo", "/tree");
        Assert.Equal("/tree/bin/bench", moved.Program);
        Assert.Equal(["x", "/usr/share", "/repo"], moved.Arguments);
        Assert.Equal("/tree/data", moved.WorkingDirectory);
        Assert.Equal("bin/bench", BaselineCommandLine.Relocate(new CommandTarget("bin/bench", []), "/repo", "/tree").Program);
        Assert.Equal("/repository/bench", BaselineCommandLine.Relocate(new CommandTarget("/repository/bench", []), "/repo", "/tree").Program);
    }
}
