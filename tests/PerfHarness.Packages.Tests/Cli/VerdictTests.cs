using System.Text.Json;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

/// <summary>What a team sees of a verdict, or of there being none.</summary>
public sealed class VerdictTests
{
    private static readonly string[] Common = ["run", "--warmups", "0", "--name", "b"];

    [Fact]
    public void What_was_never_judged_does_not_look_like_a_pass()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        var run = tool.Run([.. Common, "--junit", "r.xml", "--markdown", "r.md", "--sarif", "r.sarif", "--annotations", "github", "--", "true"]).Expect(0);
        Assert.Contains("warning PH2007: b has no baseline yet, so nothing was judged.", run.Error, StringComparison.Ordinal);
        Assert.Contains("\nVerdict: not judged: b has no baseline yet", run.Output, StringComparison.Ordinal);
        Assert.Contains("::warning title=PH2007 b::b has no baseline yet", run.Output, StringComparison.Ordinal);
        Assert.Contains("<skipped message=\"not judged: ", File.ReadAllText(tool.GetWorkPath("r.xml")), StringComparison.Ordinal);
        Assert.Contains("b: not judged", File.ReadAllText(tool.GetWorkPath("r.md")), StringComparison.Ordinal);
        Assert.Contains("PH2007", File.ReadAllText(tool.GetWorkPath("r.sarif")), StringComparison.Ordinal);
        Assert.Contains("\"notJudged\"", File.ReadAllText(tool.GetWorkPath("artifacts/perfharness/b/verdict.json")), StringComparison.Ordinal);

        var off = tool.Run([.. Common, "--no-gate", "--junit", "r.xml", "--", "true"]).Expect(0);
        Assert.Contains("Verdict: not judged: b was not judged: the gate is turned off.", off.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", off.Error, StringComparison.Ordinal);
        Assert.Contains("skipped=\"1\"", File.ReadAllText(tool.GetWorkPath("r.xml")), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_failed_among_others_is_in_the_reports()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        File.WriteAllText(tool.GetWorkPath("perfharness.json"), """
            { "defaults": { "warmups": 0, "runs": 1 }, "benches": [ { "name": "one", "command": ["false"] }, { "name": "two", "command": ["true"] } ] }
            """);
        tool.Run("run", "--json", "r.json", "--junit", "r.xml").Expect(5);
        using var json = JsonDocument.Parse(File.ReadAllBytes(tool.GetWorkPath("r.json")));
        Assert.Equal(["failed", "notJudged"], json.RootElement.GetProperty("benches").EnumerateArray().Select(b => b.GetProperty("outcome").GetString()));
        Assert.Contains("<error ", File.ReadAllText(tool.GetWorkPath("r.xml")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_history_has_sessions_with_their_drift_and_the_verdicts()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        tool.Run([.. Common, "--accept-baseline", "--", "true"]).Expect(0);
        tool.Run([.. Common, "--", "true"]).Expect(0);
        tool.Run("baseline", "accept", "--add", "--note", "second").Expect(0);
        tool.Run([.. Common, "--no-confirm", "--", "true", "slower"]).Expect(1);
        var history = tool.Run("baseline", "history", "b").Expect(0).Output;
        Assert.Matches(@"\n\d{4}-\d\d-\d\d \d\d:\d\d  add +15 +2 +second\n", history);
        Assert.Matches(@"\n2 +\d{4}-\d\d-\d\d \d\d:\d\d +5 +3,0\d\d +\d\.\d\d", history);
        Assert.Matches(@"\n\d{4}-\d\d-\d\d \d\d:\d\d  pass +screened +10\+5 ", history);
        Assert.Matches(@"\n\d{4}-\d\d-\d\d \d\d:\d\d  fail +stored baseline +15\+5 .*\+5\.\d\d .* tunable\n", history);
        Assert.Contains("1 older verdict;", tool.Run("baseline", "history", "b", "--top", "1").Expect(0).Output, StringComparison.Ordinal);
        Assert.True(File.Exists(tool.GetWorkPath("perfharness/verdicts/.gitignore")));
    }

    [Fact]
    public void A_recorded_profile_that_cannot_be_cleared_names_the_command_that_confirms_it()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        tool.Run([.. Common, "--accept-baseline", "--", "true"]).Expect(0);
        tool.Run([.. Common, "--no-gate", "-o", "slow", "--", "true", "slower"]).Expect(0);
        tool.Run([.. Common, "--no-gate", "-o", "same", "--", "true"]).Expect(0);
        Assert.Contains("; cleared against the baseline of 20", tool.Run("check", "same/b/profile.pb.gz").Expect(0).Output, StringComparison.Ordinal);
        var open = tool.Run("check", "--name", "b", "slow/b/profile.pb.gz").Expect(1);
        Assert.Contains("To confirm it: dotnet perfharness run --name b --baseline-command 'COMMAND OF THE BASELINE' -- true", open.Error, StringComparison.Ordinal);
        Assert.Matches(@"\nVerdict: FAIL: tunable \+5\.\d\d pp \(stored baseline, 10\+5 runs, adjusted p .*\); judged against the baseline of .* alone; nothing could be confirmed", open.Output);

        // In a repository the commit is known.
        Assert.Equal(0, tool.Shell("git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m c").ExitCode);
        tool.Run([.. Common, "--accept-baseline", "--", "true"]).Expect(0);
        var inRepository = tool.Run("check", "--name", "b", "slow/b/profile.pb.gz").Expect(1);
        Assert.Matches("run --name b --baseline-ref [0-9a-f]{40} --build 'dotnet build -c Release' -- true", inRepository.Error);
        Assert.Matches(@"the baseline of \d{4}-\d\d-\d\d \(commit [0-9a-f]{7}\) alone", inRepository.Output);
    }

    [Fact]
    public void A_pattern_that_matches_nothing_is_reported()
    {
        using var perf = Scripted();
        using var tool = new CommandLineTool(perf);
        var run = tool.Run([.. Common, "--budget", "tunabel=50", "--ignore", "Contoso.*", "--budget", "steady*=99", "--", "true"]).Expect(0);
        Assert.Contains("warning PH2019: the budget of 'tunabel' matches no function here. Did you mean 'tunable'?", run.Error, StringComparison.Ordinal);
        Assert.Contains("message PH2019: the ignored pattern 'Contoso.*' matches no function here.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("'steady*'", run.Error, StringComparison.Ordinal);
    }

    private static ScriptedPerf Scripted() => new([.. ScriptedPerf.Runs("slower", 500, 503, 497, 502, 498), .. ScriptedPerf.Runs("*", 300, 303, 297, 302, 298)]);
}
