using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

public sealed class InputTests(NativeProgram bench) : IClassFixture<NativeProgram>
{
    [Fact]
    public void A_recording_is_reported_folded_drawn_and_exported()
    {
        using var tool = Record("r.data");
        Assert.Contains(" steady\n", tool.Run("report", "r.data").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("libc_start", tool.Run("report", "--callers", "steady", "r.data").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("native symbol", tool.Run("report", "--quality", "r.data").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains(tool.Run("collapse", "r.data").Expect(0).Output.Split('\n'), line => line.StartsWith("bench;", StringComparison.Ordinal) && line.Contains(";steady ", StringComparison.Ordinal));
        tool.Run("flamegraph", "r.data", "-o", "f.svg").Expect(0);
        Assert.Contains("steady", File.ReadAllText(tool.GetWorkPath("f.svg")), StringComparison.Ordinal);
        tool.Run("flamegraph", "r.data", "-o", "f.html").Expect(0);
        tool.Run("diff", "r.data", "r.data", "-o", "d.svg").Expect(0);
        foreach (var format in (string[])["pprof", "speedscope", "firefox", "d3", "folded", "json"])
        {
            tool.Run("export", "--to", format, "r.data", "-o", $"out.{format}").Expect(0);
            Assert.True(new FileInfo(tool.GetWorkPath($"out.{format}")).Length > 100, format);
        }

        var (direct, again) = (tool.Run("collapse", "r.data").Output, tool.Run("collapse", "out.pprof").Expect(0).Output);
        Assert.Equal(direct, again);
    }

    [Fact]
    public void Standard_input_is_read_where_it_is_a_pipe()
    {
        using var tool = new CommandLineTool();
        Assert.Equal("x;a;b 3\n", tool.Shell("printf 'x;a;b 3\\n' | TOOL collapse").Expect(0).Output);
        Assert.Equal("x;a;b 3\n", tool.Shell("printf 'x;a;b 3\\n' | TOOL collapse -").Expect(0).Output);
    }

    [Fact]
    public void A_closed_pipe_ends_it_without_an_error()
    {
        using var tool = new CommandLineTool();
        File.WriteAllLines(tool.GetWorkPath("big.folded"), Enumerable.Range(0, 50_000).Select(i => FormattableString.Invariant($"cmd;frame_with_a_long_name_{i} 1")));
        foreach (var verb in (string[])["collapse", "report --top 0", "flamegraph --minwidth 0"])
        {
            var result = tool.Shell($"TOOL {verb} big.folded | head -1; exit ${{PIPESTATUS[0]}}").Expect(0);
            Assert.Equal("", result.Error);
        }
    }

    [Fact]
    public void A_corrupt_recording_gives_a_message_and_never_a_stack_trace()
    {
        using var tool = Record("r.data");
        var bytes = File.ReadAllBytes(tool.GetWorkPath("r.data"));
        foreach (var length in (int[])[0, 1, 8, 50, 104, 200, bytes.Length / 2, bytes.Length - 1])
        {
            File.WriteAllBytes(tool.GetWorkPath("cut.data"), bytes[..length]);
            var result = tool.Run("report", "cut.data");
            Assert.True(result.ExitCode is 0 or 2, result.Error);
            Assert.DoesNotContain("PH9001", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
            Assert.Contains("PH10", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_cannot_move_the_cursor()
    {
        using var tool = new CommandLineTool();
        File.WriteAllText(tool.GetWorkPath("evil.folded"), "cmd;\u001b[31mred[bold]\u202ex 5\ncmd;ok 3\n");
        foreach (var verb in (string[])["report", "collapse", "diff"])
        {
            var result = (verb == "diff" ? tool.Run(verb, "evil.folded", "evil.folded") : tool.Run(verb, "evil.folded")).Expect(0);
            Assert.DoesNotContain('\u001b', result.Output);
            Assert.DoesNotContain('\u202e', result.Output);
            Assert.Contains("red[bold]", result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_gate_judges_profiles_that_were_recorded_already()
    {
        using var perf = new ScriptedPerf([.. ScriptedPerf.Runs("slower", 500, 503, 497, 502, 498), .. ScriptedPerf.Runs("*", 300, 303, 297, 302, 298)]);
        using var tool = new CommandLineTool(perf);
        string[] common = ["run", "--warmups", "0", "--name", "checked"];
        tool.Run([.. common, "--accept-baseline", "--", "true"]).Expect(0);
        tool.Run([.. common, "--no-gate", "-o", "slow", "--", "true", "slower"]).Expect(0);
        tool.Run("check", "artifacts/perfharness/checked/profile.pb.gz").Expect(0);
        var slow = tool.Run("check", "--name", "checked", "slow/checked/profile.pb.gz", "--sarif", "out.sarif", "--junit", "out.xml", "--json", "out.json", "--annotations", "github").Expect(1);
        Assert.Contains("::error ", slow.Output, StringComparison.Ordinal);
        Assert.Contains("PH2001", File.ReadAllText(tool.GetWorkPath("out.sarif")), StringComparison.Ordinal);
        Assert.Contains("<failure", File.ReadAllText(tool.GetWorkPath("out.xml")), StringComparison.Ordinal);

        tool.Run("baseline", "accept", "checked", "--output-directory", "slow", "--note", "slower").Expect(0);
        tool.Run("baseline", "pin", "v 1").Expect(0);
        Assert.Contains("v 1", tool.Run("baseline", "list").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("slower", tool.Run("baseline", "history", "checked").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("tunable", tool.Run("baseline", "show", "checked").Expect(0).Output, StringComparison.Ordinal);
        tool.Run("check", "slow/checked/profile.pb.gz").Expect(0);
        tool.Run("baseline", "remove", "checked").Expect(0);
        tool.Run("baseline", "show", "checked").Expect(2);
    }

    private CommandLineTool Record(string file)
    {
        var tool = new CommandLineTool();
        tool.Run("record", "-F", "4000", "-o", file, "--quiet-target", "--", bench.Executable, "100").Expect(0);
        Assert.Empty(tool.Leftovers);
        return tool;
    }
}
