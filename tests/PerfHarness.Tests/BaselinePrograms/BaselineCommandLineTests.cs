using PerfHarness.BaselinePrograms;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;

namespace PerfHarness.Tests.BaselinePrograms;

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
    public void A_command_in_another_checkout_keeps_what_only_this_one_has()
    {
        using var folder = new TemporaryFolder();
        var (here, there) = (folder.File("repo"), folder.File("tree"));
        foreach (var path in (string[])["repo/data", "tree/data", "repo/bin", "tree/bin", "repo/local"])
        {
            Directory.CreateDirectory(folder.File(path));
        }

        var moved = BaselineCommandLine.Relocate(
            new CommandTarget($"{here}/bin", ["x", "/usr/share", here, $"{here}/local", $"{here}/data"]) { WorkingDirectory = $"{here}/data" }, here, there);
        Assert.Equal($"{there}/bin", moved.Program);
        Assert.Equal(["x", "/usr/share", there, $"{here}/local", $"{there}/data"], moved.Arguments);
        Assert.Equal($"{there}/data", moved.WorkingDirectory);
        Assert.Equal("bin/bench", BaselineCommandLine.Relocate(new CommandTarget("bin/bench", []), here, there).Program);
        Assert.Equal($"{here}sitory/bench", BaselineCommandLine.Move($"{here}sitory/bench", here, there));
    }

    [Theory]
    [InlineData("old/bench --fast 'a b'", "--fast|a b")]
    [InlineData("dotnet exec old/bench.dll 5", "5")]
    [InlineData("old/bench", "")]
    [InlineData("old/bench /nowhere/data.json", "/here/data.json")]
    [InlineData("old/bench /nowhere/other.json", "/nowhere/other.json")]
    [InlineData("", "/here/data.json")]
    [InlineData("'open", "/here/data.json")]
    public void A_baseline_does_again_what_it_did(string commandLine, string arguments)
    {
        using var folder = new TemporaryFolder();
        File.Copy("/bin/true", folder.File("bench"));
        var command = BaselineArguments.Apply(new CommandTarget(folder.File("bench"), ["/here/data.json"]), commandLine);
        Assert.Equal(folder.File("bench"), command.Program);
        Assert.Equal(arguments.Split('|', StringSplitOptions.RemoveEmptyEntries), command.Arguments);
    }

    [Fact]
    public void A_command_without_a_file_of_its_own_is_the_baselines()
    {
        var command = BaselineArguments.Apply(new CommandTarget("sh", ["-c", "exit 1"]), "sh -c 'exit 0'");
        Assert.Equal(("sh", "exit 0"), (command.Program, command.Arguments[^1]));
    }
}
