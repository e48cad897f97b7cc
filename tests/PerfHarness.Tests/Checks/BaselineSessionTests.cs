using System.Globalization;
using PerfHarness.Baselines;
using PerfHarness.Checks;
using PerfHarness.Measurements;
using PerfHarness.Tests.Baselines;

namespace PerfHarness.Tests.Checks;

public sealed class BaselineSessionTests
{
    [Fact]
    public async Task Sessions_have_their_commit_runs_and_drift()
    {
        var baseline = await AcceptAsync(("c1", 0, 0), ("c2", 0, 0), ("c3", 0.05, 0), ("c4", 0.05, 0.5));
        var sessions = BaselineSession.List(baseline);
        Assert.Equal(["c1", "c2", "c3", "c4"], sessions.Select(s => s.Commit));
        Assert.All(sessions, s => Assert.Equal((3, SampleMeasurements.Day), (s.Runs, s.Started)));
        Assert.Null(sessions[0].Drift);
        Assert.InRange(sessions[1].Drift!.Value, 0, 0.01);
        Assert.InRange(sessions[2].Drift!.Value, 0.03, 0.08);
        // One function of twenty changed by half: that is no drift.
        Assert.InRange(sessions[3].Drift!.Value, 0, 0.01);
    }

    [Fact]
    public async Task A_program_of_few_functions_says_nothing_about_the_machine()
    {
        var store = new InMemoryBaselineStore();
        var key = new BaselineKey("b", "machine");
        await store.AcceptAsync(key, SampleMeasurements.Measure("s1", ("F", [900]), ("G", [100])), AcceptMode.Replace, "", null, TestContext.Current.CancellationToken);
        var baseline = await store.AcceptAsync(key, SampleMeasurements.Measure("s2", ("F", [800]), ("G", [200])), AcceptMode.Add, "", null, TestContext.Current.CancellationToken);
        Assert.Equal([null, null], BaselineSession.List(baseline).Select(s => s.Drift));
    }

    // Twenty functions: every second one's cost drifts up and the others' down; one changes by itself.
    private static async Task<Baseline> AcceptAsync(params (string Commit, double Drift, double Change)[] sessions)
    {
        var store = new InMemoryBaselineStore();
        Baseline? baseline = null;
        foreach (var (commit, drift, change) in sessions)
        {
            var measured = SampleMeasurements.Measure(commit, [.. Enumerable.Range(0, 20).Select(k =>
            {
                var share = 50_000 * (1 + (k % 2 == 0 ? drift : -drift)) * (k == 19 ? 1 + change : 1);
                return (string.Create(CultureInfo.InvariantCulture, $"F{k}"), Enumerable.Range(0, 3).Select(run => (long)share + run).ToArray());
            })]);
            baseline = await store.AcceptAsync(
                new BaselineKey("b", "machine"), measured with { Conditions = measured.Conditions with { Commit = commit } },
                baseline is null ? AcceptMode.Replace : AcceptMode.Add, "", null, TestContext.Current.CancellationToken);
        }

        return baseline!;
    }
}
