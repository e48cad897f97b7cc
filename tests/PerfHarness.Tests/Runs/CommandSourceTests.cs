using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Tests.Runs;

public sealed class CommandSourceTests
{
    [Fact]
    public async Task A_warm_up_that_fails_is_named()
    {
        var source = new CommandSource(new CommandTarget("/bin/sh", ["-c", "exit 3"]) { Quiet = true }, timeout: null);
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => source.WarmUpAsync(new RecordOptions(), "warm-up 2", TestContext.Current.CancellationToken));
        Assert.Equal(DiagnosticCodes.CommandFailed, e.Diagnostic.Code);
        Assert.EndsWith("failed with exit code 3 in warm-up 2.", e.Diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warm_up_that_takes_too_long_is_terminated()
    {
        var source = new CommandSource(new CommandTarget("sleep", ["30"]) { Quiet = true }, TimeSpan.FromSeconds(0.2));
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => source.WarmUpAsync(new RecordOptions(), "warm-up 1", TestContext.Current.CancellationToken));
        Assert.Equal(DiagnosticCodes.CommandTimedOut, e.Diagnostic.Code);
        Assert.Contains("within 0.2 s", e.Diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_warms_up_for_as_long_as_it_is_recorded()
    {
        using var folder = new TemporaryFolder();
        var marker = folder.File("ended");
        var server = new CommandTarget("/bin/sh", ["-c", $"trap 'touch {marker}; exit 9' INT TERM; while :; do sleep 0.05; done"]) { Quiet = true };
        var options = new RecordOptions { Delay = TimeSpan.FromSeconds(0.1), Duration = TimeSpan.FromSeconds(0.2) };
        await new CommandSource(server, timeout: null).WarmUpAsync(options, "warm-up 1", TestContext.Current.CancellationToken);
        Assert.True(File.Exists(marker));
    }

    [Fact]
    public async Task A_server_that_fails_while_it_warms_up_is_named()
    {
        var source = new CommandSource(new CommandTarget("/bin/sh", ["-c", "exit 4"]) { Quiet = true }, timeout: null);
        var options = new RecordOptions { Duration = TimeSpan.FromSeconds(20) };
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => source.WarmUpAsync(options, "warm-up 1", TestContext.Current.CancellationToken));
        Assert.Contains("exit code 4", e.Diagnostic.Message, StringComparison.Ordinal);
    }
}
