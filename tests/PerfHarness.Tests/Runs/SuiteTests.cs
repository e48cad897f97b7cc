using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;
using PerfHarness.Tests.Recording.Capabilities;

namespace PerfHarness.Tests.Runs;

public sealed class SuiteTests
{
    private static readonly Bench Missing = new() { Name = "missing", Command = new CommandTarget("no-such-program", []), Warmups = 0 };

    [Fact]
    public async Task A_failure_of_the_only_benchmark_is_thrown()
    {
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => RunAsync(Missing));
        Assert.Equal(DiagnosticCodes.CommandNotFound, e.Diagnostic.Code);
    }

    [Fact]
    public async Task Of_several_benchmarks_one_that_fails_does_not_prevent_the_next()
    {
        var entries = await RunAsync(Missing, Missing with { Name = "other" });
        Assert.Equal(["missing", "other"], entries.Select(e => e.Bench));
        Assert.All(entries, e => Assert.Equal((DiagnosticCodes.CommandNotFound, ExitCode.CommandFailed), (e.Failure!.Code, e.ExitCode)));
    }

    [Fact]
    public async Task Where_profiling_is_impossible_nothing_is_prepared()
    {
        using var host = new FakeHost("Paranoid");
        var capabilities = await PerfCapabilities.ProbeAsync(host.View, TestContext.Current.CancellationToken);
        Assert.Equal(DiagnosticCodes.ProfilingForbidden, Assert.Throws<PerfHarnessException>(() => new Suite(capabilities, null, null)).Diagnostic.Code);
    }

    private static async Task<IReadOnlyList<SuiteEntry>> RunAsync(params Bench[] benches)
    {
        using var host = new FakeHost("None");
        var capabilities = await PerfCapabilities.ProbeAsync(host.View, TestContext.Current.CancellationToken);
        var reported = new List<SuiteEntry>();
        var options = new HarnessOptions { OutputDirectory = host.Temporary };
        var entries = await new Suite(capabilities, null, null).RunAsync(
            [.. benches.Select(b => (b, options))],
            (bench, _) => Task.FromResult(bench), reported.Add, TestContext.Current.CancellationToken);
        Assert.Equal(reported, entries);
        return entries;
    }
}
