using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Recording.Probes;
using PerfHarness.Tests.Recording.Capabilities;

namespace PerfHarness.Tests.Recording.Probes;

/// <summary>What is written to tracefs, which here is a folder; the real one is in the command's own tests.</summary>
public sealed class ProbeSessionTests
{
    [Fact]
    public async Task A_function_of_the_kernel_is_added_and_removed()
    {
        using var host = CreateHost().With("/sys/kernel/tracing/kprobe_events", "");
        var list = Path.Combine(host.View.Root, "sys/kernel/tracing/kprobe_events");
        var session = await AddAsync(host, "kernel:do_sys_open+8 name=+0($arg2):string");
        Assert.Equal([$"{ProbeOwner.Current.Group}:do_sys_open"], session.Events);
        Assert.StartsWith($"p:{ProbeOwner.Current.Group}/do_sys_open do_sys_open+8 name=+0($arg2):string\n", File.ReadAllText(list), StringComparison.Ordinal);
        await session.DisposeAsync();
        Assert.StartsWith($"-:{ProbeOwner.Current.Group}/do_sys_open\n", File.ReadAllText(list), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kernel:do_sys_open", "no kprobes")]
    [InlineData("/bin/sh:main", "no uprobes")]
    public async Task A_kernel_without_probes_is_said_to_have_none(string probe, string said)
    {
        using var host = CreateHost();
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => AddAsync(host, probe));
        Assert.Equal(DiagnosticCodes.ProbesUnavailable, e.Diagnostic.Code);
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_root_the_remedy_is_sudo()
    {
        using var host = CreateHost(user: 1000).With("/sys/bus/event_source/devices/uprobe/type", "8");
        var e = await Assert.ThrowsAsync<PerfHarnessException>(() => AddAsync(host, "/bin/sh:main"));
        Assert.Contains("needs root. Run it with sudo.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_probes_of_ours_whose_process_is_gone_are_abandoned()
    {
        var gone = ProbeOwner.Current with { StartTicks = 1 };
        using var host = CreateHost().With("/sys/kernel/tracing/uprobe_events", $"""
            p:{gone.Group}/work /bin/a b:0x0000000000001149 n=%di
            p:{ProbeOwner.Current.Group}/work /bin/a:0x0000000000001149
            p:probe_libc/malloc /lib/libc.so.6:0x0000000000098930
            r:uprobes/x /bin/a:0x10

            """);
        var found = Assert.Single(new AbandonedProbes(new TraceFileSystem(host.View)).Find());
        Assert.Equal($"{gone.Group}:work", found.Event);
    }

    private static FakeHost CreateHost(int user = 0) => new FakeHost()
        .With("/proc/self/mounts", "tracefs /sys/kernel/tracing tracefs rw 0 0\n").With("/proc/filesystems", "nodev\ttracefs\n")
        .With("/proc/self/status", $"Uid:\t{user}\t{user}\t{user}\t{user}\n").With("/sys/kernel/tracing/available_events", "sched:sched_switch\n");

    private static Task<ProbeSession> AddAsync(FakeHost host, string probe) =>
        ProbeSession.AddAsync([ProbeSpecification.Parse(probe)], new ProbeContext(), host.View, _ => { }, TestContext.Current.CancellationToken);
}
