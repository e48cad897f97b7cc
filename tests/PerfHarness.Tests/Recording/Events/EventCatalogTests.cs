using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Events;
using PerfHarness.Tests.Recording.Capabilities;

namespace PerfHarness.Tests.Recording.Events;

public sealed class EventCatalogTests
{
    private const string Format = """
        name: sched_switch
        ID: 372
        format:
        	field:unsigned short common_type;	offset:0;	size:2;	signed:0;

        	field:char prev_comm[16];	offset:8;	size:16;	signed:0;
        	field:struct sockaddr * uservaddr;	offset:24;	size:8;	signed:0;
        	field:__data_loc char[] name;	offset:32;	size:4;	signed:0;
        """;

    [Fact]
    public void Fields_are_those_that_other_events_do_not_have() => Assert.Equal(
        [new EventField("prev_comm", "char[16]", 16), new EventField("uservaddr", "struct sockaddr *", 8), new EventField("name", "__data_loc char[]", 4)],
        EventFormat.Parse(Format));

    [Fact]
    public async Task Every_list_of_the_kernel_is_read()
    {
        using var host = CreateHost(user: 0, paranoid: "2")
            .With("/sys/kernel/tracing/available_events", "sched:sched_switch\nsyscalls:sys_enter_connect\nmine:malloc\n")
            .With("/sys/kernel/tracing/uprobe_events", "p:mine/malloc /lib/libc.so.6:0x98930\n")
            .With("/sys/kernel/tracing/events/sched/sched_switch/format", Format)
            .With("/sys/bus/event_source/devices/msr/events/tsc", "event=0x00\n").With("/sys/bus/event_source/devices/msr/format/event", "config:0-63\n");
        var catalog = await ReadAsync(host);
        Assert.Empty(catalog.Diagnostics);
        AssertEvent(catalog, "cycles", EventKind.Hardware, RecordingDefault.Frequency, isHere: false);
        AssertEvent(catalog, "cpu-clock", EventKind.Software, RecordingDefault.Frequency);
        AssertEvent(catalog, "page-faults", EventKind.Software, RecordingDefault.Each);
        AssertEvent(catalog, "msr/tsc/", EventKind.Pmu, RecordingDefault.Counted);
        AssertEvent(catalog, "msr/event=N/", EventKind.Pmu, RecordingDefault.Counted);
        AssertEvent(catalog, "syscalls:sys_enter_connect", EventKind.Tracepoint, RecordingDefault.Each);
        Assert.Equal("/lib/libc.so.6:0x98930", AssertEvent(catalog, "mine:malloc", EventKind.Probe, RecordingDefault.Each).Detail);
        Assert.Equal(3, AssertEvent(catalog, "sched:sched_switch", EventKind.Tracepoint, RecordingDefault.Each).ReadFields().Count);
    }

    [Fact]
    public async Task Without_rights_what_is_missing_is_said_with_its_remedy()
    {
        using var host = CreateHost(user: 1000, paranoid: "2");
        var diagnostic = Assert.Single((await ReadAsync(host)).Diagnostics);
        Assert.Equal(DiagnosticCodes.TracepointsUnreadable, diagnostic.Code);
        Assert.Contains("sudo mount -o remount,mode=755,gid=$(id -g) /sys/kernel/tracing", diagnostic.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "nodev\ttracefs\n", "not mounted", "sudo mount -t tracefs -o mode=755,gid=$(id -g) tracefs /sys/kernel/tracing")]
    [InlineData("", "nodev\tproc\n", "no tracefs", null)]
    public async Task Where_tracefs_is_not_mounted_or_not_there_that_is_said(string mounts, string fileSystems, string said, string? remedy)
    {
        using var host = CreateHost(user: 1000, paranoid: "2").With("/proc/self/mounts", mounts).With("/proc/filesystems", fileSystems);
        var diagnostic = Assert.Single((await ReadAsync(host)).Diagnostics);
        Assert.Contains(said, diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(remedy is null ? null : "Fix: " + remedy, diagnostic.Remedy);
    }

    [Fact]
    public async Task At_the_usual_level_a_user_records_system_calls_of_his_own_only()
    {
        using var host = CreateHost(user: 1000, paranoid: "2").With("/sys/kernel/tracing/available_events", "sched:sched_switch\nsyscalls:sys_enter_connect\n");
        var catalog = await ReadAsync(host);
        AssertEvent(catalog, "syscalls:sys_enter_connect", EventKind.Tracepoint, RecordingDefault.Each);
        AssertEvent(catalog, "sched:sched_switch", EventKind.Tracepoint, RecordingDefault.Each, isHere: false);
    }

    [Theory]
    [InlineData("connect", true)]
    [InlineData("CONNECT", true)]
    [InlineData("syscalls:*connect", true)]
    [InlineData("*connec?", true)]
    [InlineData("connect*", false)]
    [InlineData("sched", false)]
    public void A_pattern_is_a_part_of_a_name_or_with_wildcards_the_whole(string pattern, bool matches) =>
        Assert.Equal(matches, new EventPattern(pattern).IsMatch(new RecordableEvent("syscalls:sys_enter_connect", EventKind.Tracepoint, "calls")));

    private static RecordableEvent AssertEvent(EventCatalog catalog, string name, EventKind kind, RecordingDefault recorded, bool isHere = true)
    {
        var found = Assert.Single(catalog.Events, e => e.Name == name);
        Assert.Equal((kind, recorded, isHere), (found.Kind, found.Recorded, found.Problem is null));
        return found;
    }

    private static FakeHost CreateHost(int user, string paranoid) => new FakeHost()
        .With("/proc/self/mounts", "tracefs /sys/kernel/tracing tracefs rw 0 0\n").With("/proc/filesystems", "nodev\ttracefs\n")
        .With("/proc/sys/kernel/perf_event_paranoid", paranoid)
        .With("/proc/self/status", $"Uid:\t{user}\t{user}\t{user}\t{user}\nCapEff:\t{(user == 0 ? "000001ffffffffff" : "0000000000000000")}\n");

    private static Task<EventCatalog> ReadAsync(FakeHost host) => EventCatalog.ReadAsync(host.View, TestContext.Current.CancellationToken);
}
