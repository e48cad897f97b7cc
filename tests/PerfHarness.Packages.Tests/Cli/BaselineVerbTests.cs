using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

public sealed class BaselineVerbTests
{
    private static readonly string[] Common = ["run", "--warmups", "0", "--name", "kept", "--runs", "5"];

    [Fact]
    public void Pinning_leaves_the_rolling_baseline_as_it_is()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        tool.Run([.. Common, "--accept-baseline", "--", "true"]).Expect(0);
        tool.Run([.. Common, "--", "true"]).Expect(0);
        tool.Run("baseline", "accept", "--add").Expect(0);
        var rolling = ReadRolling(tool);

        Assert.Contains("pinned as v1): 10 runs in 2 sessions\n", tool.Run("baseline", "pin", "v1", "kept").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("already exists", tool.Run("baseline", "pin", "v1").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("replaced the earlier pin", tool.Run("baseline", "pin", "v1", "--force").Expect(0).Output, StringComparison.Ordinal);
        var accepted = tool.Run("baseline", "accept", "kept", "--pin", "v2").Expect(0).Output;
        Assert.Contains("pinned as v2): 5 runs in 1 session; the rolling baseline stays as it is", accepted, StringComparison.Ordinal);
        Assert.Contains("already exists", tool.Run("baseline", "accept", "kept", "--pin", "v2").Expect(2).Error, StringComparison.Ordinal);
        tool.Run("baseline", "accept", "kept", "--pin", "v2", "--force").Expect(0);
        Assert.Equal(rolling, ReadRolling(tool));

        Assert.Contains("10 in 2", tool.Run("baseline", "show", "kept", "--pin", "v1").Expect(0).Output, StringComparison.Ordinal);
        tool.Run([.. Common, "--pin", "v2", "--", "true"]).Expect(0);
        Assert.Contains("'nothing'", tool.Run("baseline", "pin", "v3", "nothing").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("no baseline", tool.Run("baseline", "pin", "v3", "--fingerprint", "other").Expect(2).Error, StringComparison.Ordinal);
        tool.Run("baseline", "remove", "kept", "--pin", "v1").Expect(0);
        Assert.Equal(rolling, ReadRolling(tool));
    }

    [Fact]
    public void A_baseline_that_replaces_another_says_so()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        tool.Run([.. Common, "--accept-baseline", "--", "true"]).Expect(0);
        tool.Run([.. Common, "--", "true"]).Expect(0);
        tool.Run("baseline", "accept", "--add").Expect(0);
        Assert.Contains(": 5 runs in 1 session, replaced 10 runs in 2 sessions\n", tool.Run("baseline", "accept").Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_are_too_short_to_judge_are_accepted_only_on_request()
    {
        using var perf = new ScriptedPerf(ScriptedPerf.Run("*", [("steady", 300), ("tunable", 50)]));
        using var tool = new CommandLineTool(perf);
        var refused = tool.Run([.. Common, "--accept-baseline", "--", "true"]).Expect(2);
        Assert.Contains("error PH2018: kept: runs of 350 samples are too short to judge: 1.5 times the work gives 500", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Not accepted", refused.Output, StringComparison.Ordinal);
        Assert.Contains("No baselines", tool.Run("baseline", "list").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("error PH2018", tool.Run("baseline", "accept").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("No baselines", tool.Run("baseline", "list").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("warning PH2018", tool.Run("baseline", "accept", "--force").Expect(0).Error, StringComparison.Ordinal);
        Assert.Contains("warning PH2018", tool.Run([.. Common, "--accept-baseline", "--force", "--", "true"]).Expect(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Short_runs_are_accepted_with_a_warning_that_names_what_they_can_find()
    {
        using var perf = new ScriptedPerf(ScriptedPerf.Run("*", [("steady", 900), ("tunable", 100)]));
        using var tool = new CommandLineTool(perf);
        var accepted = tool.Run([.. Common, "--accept-baseline", "--", "true"]).Expect(0);
        Assert.Contains("warning PH2018: kept: with runs of 1,000 samples, 5+5 runs find only rises of +", accepted.Error, StringComparison.Ordinal);
        Assert.Contains("Accepted as the baseline of kept", accepted.Output, StringComparison.Ordinal);
    }

    private static string ReadRolling(CommandLineTool tool) =>
        File.ReadAllText(Directory.EnumerateFiles(tool.GetWorkPath("perfharness/baselines/kept"), "*.baseline").Single(path => !path.Contains('@', StringComparison.Ordinal)));

    private static ScriptedPerf Scripted() => new(ScriptedPerf.Runs("*", 300, 303, 297, 302, 298));
}
