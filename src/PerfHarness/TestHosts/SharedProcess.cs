using PerfHarness.Gating;

namespace PerfHarness.TestHosts;

/// <summary>
/// Runs of one process count as one run of each side: the JIT compiler decides once in a process what it inlines, and in
/// identical binaries that moved functions by up to several percentage points. So a difference between two processes fails no
/// test; a budget, which needs no second process, still does.
/// </summary>
internal static class SharedProcess
{
    private const string Explanation =
        "inconclusive: all runs are of one process, whose JIT code differs from that of the baseline's process as much as two builds may. "
        + "In a test of NUnit or xUnit with the package PerfHarness.NUnit or PerfHarness.Xunit, each run is a process of its own.";

    public static TestGateResult Soften(TestGateResult result)
    {
        var isDifference = result is { Outcome: TestGateOutcome.Failed, Bench.Verdict: { Outcome: GateOutcome.Fail } verdict }
            && !verdict.Budgets.Any(b => b.IsFailure);
        return !isDifference ? result : result with
        {
            Outcome = TestSettings.IsVerdictRequired ? TestGateOutcome.Failed : TestGateOutcome.Inconclusive,
            Message = $"{result.Bench!.Bench.Name}: {Explanation}\n{result.Message}",
        };
    }
}
