using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

/// <summary>The baseline is built from the merge base with a reference, in a worktree that does not outlive the run.</summary>
public sealed class BaselineRefTests
{
    private static readonly string Build = "gcc " + string.Join(' ', NativeProgram.CompilerArguments);

    [Fact]
    public void A_slower_branch_fails_against_where_it_left_main()
    {
        // Which side it is shows the folder that it was built and is run in.
        using var perf = new ScriptedPerf([.. ScriptedPerf.Runs("/work dir", 500, 503, 497, 502, 498), .. ScriptedPerf.Runs("/perfharness-", 300, 303, 297, 302, 298)]);
        using var tool = new CommandLineTool(perf);
        Branch(tool, NativeProgram.Source);
        var result = tool.Run("run", "--warmups", "0", "--quiet-target", "--baseline-ref", "main", "--build", Build, "--", "./bench", "1").Expect(1);
        var row = result.Output.Split('\n').Single(line => line.Contains("REGRESSED", StringComparison.Ordinal));
        Assert.Contains("tunable", row, StringComparison.Ordinal);
        Assert.Equal([5, 5], perf.Recorded.CountBy(side => side).Select(side => side.Value));
        AssertNothingLeft(tool);
    }

    [Theory]
    [InlineData(2, "git does not know 'nowhere'", "nowhere", "true")]
    [InlineData(5, "failed with exit code 3", "main", "exit 3")]
    public void What_cannot_be_had_is_reported(int exitCode, string said, string reference, string build)
    {
        using var tool = new CommandLineTool();
        Branch(tool, NativeProgram.Source);
        var result = tool.Run("run", "--baseline-ref", reference, "--build", build, "--", "./bench").Expect(exitCode);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        AssertNothingLeft(tool);
    }

    // main goes on after the branch has left it: what is compared with is the state before that.
    private static void Branch(CommandLineTool tool, string source)
    {
        File.WriteAllText(tool.GetWorkPath("bench.c"), NativeProgram.Source);
        Git("init -q -b main . && git add . && COMMIT first && git checkout -q -b topic");
        File.WriteAllText(tool.GetWorkPath("bench.c"), source);
        Git("commit -q -a --allow-empty -m second && git checkout -q main && echo 'no program' > bench.c && COMMIT third && git checkout -q topic && " + Build);

        void Git(string script) => tool.Shell("export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org; git "
            + script.Replace("COMMIT", "git commit -q -a -m", StringComparison.Ordinal)).Expect(0);
    }

    private static void AssertNothingLeft(CommandLineTool tool)
    {
        Assert.Single(tool.Shell("git worktree list").Expect(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(tool.Leftovers);
    }
}
