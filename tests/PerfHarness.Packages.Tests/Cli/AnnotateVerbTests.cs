using System.Globalization;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

[Trait(Needs.Trait, Needs.Perf)]
public sealed class AnnotateVerbTests(NativeProgram bench) : IClassFixture<NativeProgram>
{
    [Fact]
    public void Instructions_are_listed_with_their_samples()
    {
        using var tool = Record("r.data");
        var intel = tool.Run("annotate", "r.data", "steady").Expect(0).Output.Split('\n');
        Assert.StartsWith("steady [bench]: ", intel[0], StringComparison.Ordinal);
        Assert.Contains("Samples in the function itself; --inclusive adds those in what it calls.", intel);
        Assert.Contains(intel, line => line.StartsWith("Skid: ", StringComparison.Ordinal));
        Assert.Contains(intel, line => line.Contains("; bench.c:6  ", StringComparison.Ordinal));
        Assert.Contains(intel, line => line.Contains("addsd  xmm0,xmm1", StringComparison.Ordinal));
        Assert.Contains(intel, line => line.Contains(" * ", StringComparison.Ordinal));
        var samples = intel.SkipWhile(line => !line.StartsWith(" percent", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 2 && words[0].Contains('.', StringComparison.Ordinal))
            .Sum(words => long.Parse(words[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"steady [bench]: {samples:#,0} of "), intel[0], StringComparison.Ordinal);

        var att = tool.Run("annotate", "r.data", "steady", "--syntax", "att", "--bytes", "--context", "1").Expect(0).Output;
        Assert.Contains("%xmm1,%xmm0", att, StringComparison.Ordinal);
        Assert.Contains(" f2 0f 58 ", att, StringComparison.Ordinal);
        Assert.Contains("\n  …\n", att, StringComparison.Ordinal);
        Assert.True(att.Length < string.Join('\n', intel).Length + 2000);
    }

    [Fact]
    public void A_page_text_file_and_the_view_by_line_are_written()
    {
        using var tool = Record("r.data");
        Assert.Equal("", tool.Run("annotate", "r.data", "steady", "-o", "s.html").Expect(0).Output);
        Assert.Contains("style-src 'sha256-", File.ReadAllText(tool.GetWorkPath("s.html")), StringComparison.Ordinal);
        Assert.Equal("", tool.Run("annotate", "r.data", "steady", "-o", "s.txt").Expect(0).Output);
        Assert.Equal(tool.Run("annotate", "r.data", "steady").Output, File.ReadAllText(tool.GetWorkPath("s.txt")));
        var lines = tool.Run("annotate", "r.data", "steady", "--lines").Expect(0).Output;
        Assert.Contains("void steady(int n)", lines, StringComparison.Ordinal);
        Assert.DoesNotContain("addsd", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_without_machine_code_is_listed_by_address_or_line()
    {
        using var tool = new CommandLineTool();
        File.WriteAllText(tool.GetWorkPath("x.folded"), "x;a;b 3\n");
        var output = tool.Run("annotate", "x.folded", "b").Expect(0).Output;
        Assert.Contains("No instructions: the input has no machine code, only perf.data has.", output, StringComparison.Ordinal);
        Assert.Contains(" 100.00 ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lines", "--bytes")]
    [InlineData("--lines", "-o", "x.html")]
    [InlineData("--syntax", "masm")]
    [InlineData("--context", "-1")]
    [InlineData("-o", "/dev/full")]
    public void Options_that_cannot_be_followed_are_errors(params string[] options)
    {
        using var tool = new CommandLineTool();
        File.WriteAllText(tool.GetWorkPath("x.folded"), "x;a;b 3\n");
        var result = tool.Run(["annotate", "x.folded", "b", .. options]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("error PH", result.Error, StringComparison.Ordinal);
    }

    private CommandLineTool Record(string file)
    {
        var tool = new CommandLineTool();
        tool.Run("record", "-F", "4000", "-o", file, "--quiet-target", "--", bench.Executable, "100").Expect(0);
        return tool;
    }
}
