using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Tests.Recording.Capabilities;

public sealed class AccessChecksTests
{
    [Fact]
    public async Task A_user_gets_the_command_that_opens_each()
    {
        using var host = CreateHost("Paranoid", user: 1000).With("/sys/bus/event_source/devices/uprobe/type", "8");
        var checks = await RunAsync(host);
        Assert.Equal(["all processes (-a)", "tracepoints", "uprobes", "kprobes"], checks.Select(check => check.Name));
        Assert.All(checks, check => Assert.Equal(CapabilityState.Limited, check.State));
        Assert.Equal("sudo sysctl kernel.perf_event_paranoid=0", checks[0].Remedy);
        Assert.Equal("sudo mount -o remount,mode=755,gid=$(id -g) /sys/kernel/tracing && sudo sysctl kernel.perf_event_paranoid=-1", checks[1].Remedy);
        Assert.StartsWith("sudo ", checks[2].Remedy, StringComparison.Ordinal);
        Assert.Contains("not in this kernel", checks[3].Observation, StringComparison.Ordinal);
        Assert.Equal(
            [DiagnosticCodes.ProfilingForbidden, DiagnosticCodes.TracepointsUnreadable, DiagnosticCodes.ProbesUnavailable, DiagnosticCodes.ProbesUnavailable],
            checks.Select(check => check.Code!.Value));
    }

    [Fact]
    public async Task Root_has_what_the_kernel_has()
    {
        using var host = CreateHost("None", user: 0)
            .With("/sys/kernel/tracing/available_events", "a:b\nc:d\n").With("/sys/kernel/tracing/uprobe_events", "");
        var checks = await RunAsync(host);
        Assert.Equal([CapabilityState.Ok, CapabilityState.Ok, CapabilityState.Ok, CapabilityState.Limited], checks.Select(check => check.State));
        Assert.StartsWith("2 in ", checks[1].Observation, StringComparison.Ordinal);
        Assert.Null(checks[3].Remedy);
    }

    private static FakeHost CreateHost(string misbehavior, int user) => new FakeHost(misbehavior)
        .With("/proc/self/mounts", "tracefs /sys/kernel/tracing tracefs rw 0 0\n").With("/proc/filesystems", "nodev\ttracefs\n")
        .With("/proc/sys/kernel/perf_event_paranoid", "2")
        .With("/proc/self/status", $"Uid:\t{user}\t{user}\t{user}\t{user}\nCapEff:\t{(user == 0 ? "000001ffffffffff" : "0000000000000000")}\n");

    private static Task<IReadOnlyList<CapabilityCheck>> RunAsync(FakeHost host) =>
        new AccessChecks(host.View).RunAsync(Path.Combine(host.View.SearchPath!, "perf"), TestContext.Current.CancellationToken);
}
