using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

public sealed class ExplainVerbTests
{
    [Fact]
    public void An_unknown_function_is_a_mistake_and_close_names_are_suggested()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        tool.Run("run", "--warmups", "0", "--name", "b", "--accept-baseline", "--", "true").Expect(0);
        tool.Run("run", "--warmups", "0", "--name", "b", "--", "true").Expect(0);
        var unknown = tool.Run("explain", "tunabel").Expect(2);
        Assert.Contains("error PH4004: no function of the latest runs of 'b' matches 'tunabel'. Did you mean 'tunable'?", unknown.Error, StringComparison.Ordinal);
        Assert.Equal("", unknown.Output);
        Assert.Contains("'dotnet perfharness report' lists", tool.Run("explain", "Newtonsoft.*").Expect(2).Error, StringComparison.Ordinal);
        var known = tool.Run("explain", "tunable").Expect(0).Output;
        Assert.Contains("Self share by run", known, StringComparison.Ordinal);
        Assert.Contains("In the latest run: cleared against the baseline of 20", known, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_baseline_the_shares_are_shown_and_that_nothing_was_compared()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        tool.Run("run", "--warmups", "0", "--name", "b", "--", "true").Expect(0);
        var text = tool.Run("explain", "tunable").Expect(0).Output;
        Assert.Contains("tunable: self share by run: 9.99 %, ", text, StringComparison.Ordinal);
        Assert.Contains("Nothing was compared: there is no baseline", text, StringComparison.Ordinal);
    }

    private static ScriptedPerf Scripted() => new(ScriptedPerf.Runs("*", 300, 303, 297, 302, 298));
}
