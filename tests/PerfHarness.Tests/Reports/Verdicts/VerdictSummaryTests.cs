using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Reports.Verdicts;
using PerfHarness.Tests.Baselines;

namespace PerfHarness.Tests.Reports.Verdicts;

public sealed class VerdictSummaryTests
{
    private static readonly Screening Stored = new(null) { BaselineTime = new DateTimeOffset(2026, 11, 20, 23, 30, 0, TimeSpan.Zero), Commit = "abc1234def5678" };

    [Fact]
    public void A_failure_names_the_worst_function_the_evidence_and_how_sure_it_is()
    {
        Assert.Matches(@"^worse \+\d\.\d\d pp and 1 more function \(interleaved, 6\+6 runs, adjusted p (< )?[0-9.e-]+\)$", VerdictSummary.Create(Judge(1500, 1300)));
        Assert.Matches(@"^worse \+\d\.\d\d pp \(interleaved, 6\+6 runs, adjusted p (< )?[0-9.e-]+\)$", VerdictSummary.Create(Judge(1500, 1000)));
    }

    [Fact]
    public void What_was_screened_and_confirmed_follows()
    {
        var confirmed = Judge(1500, 1000) with { Screening = Stored with { Program = "the kept files of commit abc1234" } };
        Assert.EndsWith(
            "); screened against the baseline of 2026-11-20 (commit abc1234), confirmed interleaved with the kept files of commit abc1234",
            VerdictSummary.Create(confirmed), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_way_that_a_baseline_is_used_has_its_words()
    {
        var (fail, pass) = (Judge(1500, 1000), Judge(1000, 1000));
        Assert.Null(VerdictSummary.DescribeScreening(fail));
        Assert.Equal("cleared against the baseline of 2026-11-20 (commit abc1234)", Describe(pass, Stored));
        Assert.Equal("judged against the baseline of 2026-11-20 (commit abc1234) alone", Describe(fail, Stored));
        Assert.Equal(
            "judged against the baseline of 2026-11-20 (commit abc1234) alone; nothing could be confirmed: there is no commit",
            Describe(fail, Stored with { Obstacle = "there is no commit." }));
        Assert.Equal(
            "not screened, because the baseline of 2026-11-20 (commit abc1234) was recorded on another machine; confirmed interleaved with a build",
            Describe(fail, Stored with { NotComparable = "recorded on another machine", Program = "a build" }));
        Assert.Equal("cleared against the baseline", Describe(pass, new Screening(null)));

        static string? Describe(GateVerdict verdict, Screening screening) => VerdictSummary.DescribeScreening(verdict with { Screening = screening });
    }

    [Fact]
    public void What_the_screen_saw_is_quoted()
    {
        var screen = Judge(1500, 1000) with { Plan = new StagePlan(StageDecision.Confirm, 6, 6, 0.001, "1 function is borderline") };
        var verdict = Judge(1000, 1000) with { Screening = new Screening(screen) { Program = "a build" } };
        Assert.Equal("the screen (6+6 runs): 1 function is borderline", VerdictSummary.DescribeScreen(verdict));
    }

    [Fact]
    public void Other_outcomes_give_their_reasons() =>
        Assert.StartsWith("none of 12 functions regressed (6+6 runs)", VerdictSummary.Create(Judge(1000, 1000)), StringComparison.Ordinal);

    private static GateVerdict Judge(long worse, long bad) => new Gate().Judge(GateInput.CreateInterleaved(Side(1000, 1000), Side(worse, bad), new DateOnly(2026, 1, 1)));

    private static Measurement Side(long worse, long bad)
    {
        var side = SampleMeasurements.Measure("s", [
            ("worse", Counts(worse)), ("bad", Counts(bad)),
            .. Enumerable.Range(0, 10).Select(i => ($"F{i}", Counts(1000 - ((worse + bad - 2000) / 10))))]);
        return side with { Counts = new RunCounts(side.Counts.Runs.Select(r => r with { CpuTime = null, Weight = 0, LostSamples = 0 }), side.Counts.Functions) };
    }

    private static long[] Counts(long mean) => [.. Enumerable.Range(0, 6).Select(run => mean + ((run * 7) % 11))];
}
