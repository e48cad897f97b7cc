using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

/// <summary>Outputs that cannot be written are found before the work, and cost no verdict after it.</summary>
public sealed class OutputTests
{
    private static readonly string[] Reports = ["--markdown", "--json", "--sarif", "--junit", "--code-quality"];

    [Fact]
    public void Folders_of_reports_are_created()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        tool.Run(["run", "--warmups", "0", "--name", "b", "--budget", "tunable=50", .. Reports.SelectMany(option => (string[])[option, $"new{option}/deep/r.txt"]), "--", "true"]).Expect(0);
        foreach (var option in Reports)
        {
            Assert.NotEqual(0, new FileInfo(tool.GetWorkPath($"new{option}/deep/r.txt")).Length);
        }
    }

    public static TheoryData<string[]> Misplaced =>
    [
        (string[])["run", "--warmups", "0", "--markdown", "OUT", "--", "true"],
        (string[])["run", "--warmups", "0", "--sarif", "OUT", "--", "true"],
        (string[])["run", "--warmups", "0", "-o", "file/out", "--", "true"],
        (string[])["run", "--warmups", "0", "--accept-baseline", "--baseline-directory", "file/baselines", "--", "true"],
        (string[])["record", "-o", "OUT", "--", "true"],
        (string[])["stat", "-o", "OUT", "--", "true"],
        (string[])["calibrate", "-o", "OUT", "--", "true"],
        (string[])["calibrate", "-o", "OUT", "--profile", "slow.folded"],
        (string[])["check", "--junit", "OUT", "slow.folded"],
        (string[])["export", "--to", "json", "-o", "OUT", "slow.folded"],
        (string[])["flamegraph", "-o", "OUT", "slow.folded"],
        (string[])["diff", "-o", "OUT", "slow.folded", "slow.folded"],
        (string[])["collapse", "-o", "OUT", "slow.folded"],
    ];

    [Theory]
    [MemberData(nameof(Misplaced))]
    public void An_output_without_a_place_is_reported_before_the_work(string[] arguments)
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        File.WriteAllText(tool.GetWorkPath("slow.folded"), "a;b 1000\n");
        File.WriteAllText(tool.GetWorkPath("file"), "kept");
        Directory.CreateDirectory(tool.GetWorkPath("folder"));
        // A folder given as a file, a file given as a folder, and a place where nobody may write.
        foreach (var place in (string[])["folder", "folder/", "file/r", "/proc/perfharness/r", ""])
        {
            var result = tool.Run([.. arguments.Select(a => a.Replace("OUT", place, StringComparison.Ordinal))]).Expect(2);
            Assert.Contains("error PH4003", result.Error, StringComparison.Ordinal);
            Assert.Equal("", result.Output);
        }

        Assert.Empty(perf.Recorded);
        Assert.Equal("kept", File.ReadAllText(tool.GetWorkPath("file")));
    }

    [Fact]
    public void A_report_that_exists_stays_as_it_is_if_the_work_fails()
    {
        using var tool = new CommandLineTool();
        File.WriteAllText(tool.GetWorkPath("r.md"), "kept");
        tool.Run("check", "--budget", "F=1", "--markdown", "r.md", "--json", "new.json", "nothing.folded").Expect(2);
        Assert.Equal("kept", File.ReadAllText(tool.GetWorkPath("r.md")));
        Assert.False(File.Exists(tool.GetWorkPath("new.json")));
    }

    [Theory]
    [InlineData("5", 1)]
    [InlineData("50", 2)]
    public void A_report_that_cannot_be_written_costs_neither_the_verdict_nor_the_others(string budget, int exitCode)
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        string[] arguments = ["--budget", $"tunable={budget}", "--markdown", "/dev/full", "--junit", "r.xml"];
        var run = tool.Run(["run", "--warmups", "0", "--name", "b", .. arguments, "--", "true"]).Expect(exitCode);
        Assert.Contains("error PH4003: cannot write '/dev/full'", run.Error.Replace("/dev/full: ", "perfharness: ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Verdict: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("<testsuite ", File.ReadAllText(tool.GetWorkPath("r.xml")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5", 1)]
    [InlineData("50", 2)]
    public void An_output_file_that_cannot_be_written_costs_neither_the_verdict_nor_the_others(string budget, int exitCode)
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        Directory.CreateDirectory(tool.GetWorkPath("artifacts/perfharness/b/flamegraph.svg/full"));
        var run = tool.Run("run", "--warmups", "0", "--name", "b", "--budget", $"tunable={budget}", "--", "true").Expect(exitCode);
        Assert.Contains("PH4003: cannot write 'artifacts/perfharness/b/flamegraph.svg'", run.Error, StringComparison.Ordinal);
        Assert.Contains("Verdict: ", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(tool.GetWorkPath("artifacts/perfharness/b/verdict.json")));
        tool.Run("baseline", "accept").Expect(0);
    }

    [Fact]
    public void Two_reports_in_one_file_are_a_mistake()
    {
        using var tool = new CommandLineTool();
        Assert.Contains("--markdown and --json both write 'r'", tool.Run("check", "--markdown", "r", "--json", "./r", "x").Expect(2).Error.Replace("'./r'", "'r'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static ScriptedPerf Scripted() => new(ScriptedPerf.Runs("*", 300, 303, 297, 302, 298));
}
