using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Gating.Outlook;
using PerfHarness.Measurements;
using PerfHarness.Tests.Baselines;

namespace PerfHarness.Tests.Gating.Outlook;

public sealed class AcceptanceCheckTests
{
    [Fact]
    public void Runs_that_no_later_run_can_be_judged_against_are_refused_with_the_work_that_would_do()
    {
        var problem = AcceptanceCheck.FindProblem("bench", Record(samples: 350, runs: 5), GatePolicy.Default)!;
        Assert.Equal((DiagnosticCodes.ShortBaseline, Severity.Error), (problem.Code, problem.Severity));
        Assert.Equal(
            "bench: runs of 350 samples are too short to judge: 1.5 times the work gives 500; 6 times the work gives the recommended 2,000.",
            problem.Message);
        Assert.Contains("--force", problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Forced_they_are_only_warned_about()
    {
        var problem = AcceptanceCheck.FindProblem("bench", Record(samples: 350, runs: 5), GatePolicy.Default, isForced: true)!;
        Assert.Equal(Severity.Warning, problem.Severity);
    }

    [Fact]
    public void The_policys_minimum_decides()
    {
        Assert.Equal(Severity.Warning, AcceptanceCheck.FindProblem("bench", Record(350, 5), GatePolicy.Default with { MinimumSamples = 300 })!.Severity);
        Assert.Equal(Severity.Error, AcceptanceCheck.FindProblem("bench", Record(2500, 5), GatePolicy.Default with { MinimumSamples = 3000 })!.Severity);
    }

    [Fact]
    public void Runs_below_the_recommended_length_are_warned_about_with_the_smallest_rise_that_can_be_found()
    {
        var problem = AcceptanceCheck.FindProblem("bench", Record(samples: 1000, runs: 10), GatePolicy.Default)!;
        Assert.Equal(Severity.Warning, problem.Severity);
        Assert.Matches(
            @"^bench: with runs of 1,000 samples, 5\+5 runs find only rises of \+[3-6]\.\d\d pp or more in a function of 10 %: 2 times the work gives the recommended 2,000\.$",
            problem.Message);
    }

    [Theory]
    [InlineData(3, 0, true)]
    [InlineData(3, 2, false)]
    [InlineData(5, 0, false)]
    public void Too_few_runs_are_warned_about_unless_they_join_others(int runs, int existing, bool isReported)
    {
        var problem = AcceptanceCheck.FindProblem("bench", Record(samples: 2500, runs), GatePolicy.Default, existing);
        Assert.Equal(isReported ? Severity.Warning : null, problem?.Severity);
        Assert.Equal(isReported, problem?.Message.Contains("a baseline of 3 runs cannot be judged against", StringComparison.Ordinal) ?? false);
    }

    private static Measurement Record(int samples, int runs) => SampleMeasurements.Measure(
        "s", ("F", [.. Enumerable.Range(0, runs).Select(run => (samples / 10L) + (run % 3) - 1)]),
        ("G", [.. Enumerable.Range(0, runs).Select(run => samples - (samples / 10L) - (run % 3) + 1)]));
}
