using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Baselines;

/// <summary>The store and the gate as a user of the library sees them.</summary>
public sealed class BaselineFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perfharness-baselines-");
    private readonly BaselineFolder _baselines;

    public BaselineFolderTests() => _baselines = new BaselineFolder(Path.Combine(_folder.FullName, "baselines"));

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_profile_is_judged_against_the_one_that_was_accepted()
    {
        var slower = Load(hash: 1400);
        Assert.Null(await _baselines.FindAsync("bench", slower, cancellation: Cancellation));

        var accepted = await _baselines.AcceptAsync("bench", Load(hash: 800), "first", Cancellation);
        Assert.Equal("bench", accepted.Bench);
        Assert.Null(await _baselines.FindAsync("other", slower, cancellation: Cancellation));

        var baseline = await _baselines.FindAsync("bench", slower, cancellation: Cancellation);
        Assert.Equal("Hash()", Assert.Single(new Gate().Judge(baseline, slower).Failures).Name.Name);
        Assert.Equal(GateOutcome.Pass, new Gate().Judge(baseline, Load(hash: 801)).Outcome);
    }

    [Fact]
    public async Task Added_runs_join_as_a_session_and_accepted_ones_take_the_place()
    {
        await _baselines.AcceptAsync("bench", Load(hash: 800), cancellation: Cancellation);
        await Task.Delay(2, Cancellation);
        var joined = await _baselines.AddAsync("bench", Load(hash: 801), cancellation: Cancellation);
        Assert.Equal((10, 2), (joined.Counts.Runs.Count, joined.Counts.Sessions.Count));

        var replaced = await _baselines.AcceptAsync("bench", Load(hash: 802), cancellation: Cancellation);
        Assert.Equal((5, 1), (replaced.Counts.Runs.Count, replaced.Counts.Sessions.Count));
    }

    [Fact]
    public async Task A_corrupt_baseline_is_not_a_missing_one()
    {
        await _baselines.AcceptAsync("bench", Load(hash: 800), cancellation: Cancellation);
        var file = Directory.GetFiles(_folder.FullName, "*.baseline", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(file, "not a baseline", Cancellation);
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => _baselines.FindAsync("bench", Load(hash: 800), cancellation: Cancellation));
        Assert.Equal(DiagnosticCodes.CorruptBaseline, e.Diagnostic.Code);
    }

    [Fact]
    public void Budgets_need_no_baseline()
    {
        var policy = GatePolicy.Default.WithBudget("Hash", 0.1);
        Assert.Equal(GateOutcome.Fail, new Gate(policy).Judge(baseline: null, Load(hash: 800)).Outcome);
        Assert.Equal(GateOutcome.Pass, new Gate().Judge(baseline: null, Load(hash: 800)).Outcome);
    }

    [Fact]
    public void A_policy_is_composed_from_thresholds_waivers_and_ignored_functions()
    {
        var (before, after) = (Load(hash: 800), Load(hash: 1400));
        Assert.Equal(FunctionOutcome.Regressed, Judge(GatePolicy.Default));
        Assert.Equal(FunctionOutcome.Unchanged, Judge(GatePolicy.Default.WithThreshold("Hash*", 0.2)));
        Assert.Equal(FunctionOutcome.Ignored, Judge(GatePolicy.Default.WithIgnored("Hash*")));
        Assert.Equal(FunctionOutcome.Waived, Judge(GatePolicy.Default.WithWaiver("Hash*", "fixed in the next version", new DateOnly(9999, 1, 1))));
        Assert.Throws<PerfHarnessException>(() => GatePolicy.Default.WithWaiver("Hash*", " ", new DateOnly(9999, 1, 1)));

        FunctionOutcome Judge(GatePolicy policy) => new Gate(policy).Judge(before, after).Functions.Single(f => f.Name.Name == "Hash()").Outcome;
    }

    // Five runs that differ a little.
    private Profile Load(int hash) => ProfileImporter.Load(Enumerable.Range(-2, 5).Select(run =>
    {
        var path = Path.Combine(_folder.FullName, $"{hash}.{run + 2}.folded");
        File.WriteAllText(path, FormattableString.Invariant($"bench;Main();Hash() {hash + run}\nbench;Main();Parse() {3200 - run}\nbench;Main();Write() 600\n"));
        return path;
    }));
}
