using PerfHarness.Recording;

namespace PerfHarness.Tests.Recording;

public sealed class PerfCommandTests
{
    private static readonly PerfCommand Plain = new() { Output = "/tmp/a b/perf.data" };

    [Fact]
    public void The_default_samples_cpu_clock_by_frame_pointer_at_997_hz_on_the_monotonic_clock() =>
        Assert.Equal(
            "perf record --output '/tmp/a b/perf.data' --clockid mono --no-buildid-cache --buildid-mmap --freq 997 --event cpu-clock --call-graph fp --stat",
            Plain.ToString());

    [Fact]
    public void Everything_has_its_option() =>
        Assert.Equal(
            "/opt/perf record --output o --clockid mono --no-buildid-cache --buildid-mmap --event cycles/freq=99,name=cycles/u,page-faults/period=1,name=page-faults/ "
            + "--cgroup g --call-graph dwarf,16384 --all-user --mmap-pages 64 --delay=-1 --control=fifo:c,a --all-cpus --cpu 0,2-3 --pid 12,34 --tid 5",
            new PerfCommand
            {
                PerfPath = "/opt/perf",
                Output = "o",
                Frequency = 99,
                Event = "cycles:u,page-faults",
                ControlGroup = "g",
                CallGraph = CallGraphMode.Dwarf,
                DwarfStackBytes = 16384,
                UserOnly = true,
                BufferPages = 64,
                StartDisabled = true,
                ControlFifo = "c",
                AcknowledgeFifo = "a",
                AllCpus = true,
                Cpus = "0,2-3",
                Pids = [12, 34],
                Tids = [5],
            }.ToString());

    [Theory]
    [InlineData("cpu-clock", "--freq 99 --event cpu-clock ")]
    [InlineData("cycles:u,instructions", "--freq 99 --event cycles:u,instructions ")]
    [InlineData("page-faults", "--event page-faults/period=1,name=page-faults/ ")]
    [InlineData("syscalls:sys_enter_connect", "--event syscalls:sys_enter_connect ")]
    [InlineData("probe_libc:malloc,cs:k", "--event probe_libc:malloc,cs/period=1,name=cs/k ")]
    [InlineData("cpu-clock:I,sched:sched_switch", "--event cpu-clock/freq=99,name=cpu-clock/I,sched:sched_switch ")]
    [InlineData("cycles/period=5000/,faults", "--event cycles/period=5000/,faults/period=1,name=faults/ ")]
    [InlineData("{cpu-clock,faults},cs", "--event '{cpu-clock/freq=99,name=cpu-clock/,faults/period=1,name=faults/},cs/period=1,name=cs/' ")]
    [InlineData("{cpu-clock,faults}:S", "--event '{cpu-clock/freq=99,name=cpu-clock/,faults}:S' ")]
    public void Occurrences_are_recorded_each_and_clocks_and_counters_sampled(string events, string expected)
    {
        var command = Plain with { Event = events, Frequency = 99 };
        Assert.Contains($"--buildid-mmap {expected}", command.ToString(), StringComparison.Ordinal);
        Assert.Contains("--freq 99 --event", (command with { SampleOccurrences = true }).ToString(), StringComparison.Ordinal);
        Assert.Contains("--count 10 --no-period --event", (command with { Period = 10 }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_follows_its_tracepoint() =>
        Assert.Contains(
            "--event a:b --filter 'x == 1' --event c:d --call-graph",
            (Plain with { Event = "a:b,c:d", Filters = new Dictionary<string, string> { ["a:b"] = "x == 1" } }).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData(CallGraphMode.LastBranchRecord, "--call-graph lbr")]
    [InlineData(CallGraphMode.None, "--event cpu-clock")]
    internal void The_call_graph_can_be_otherwise(CallGraphMode mode, string end) =>
        Assert.EndsWith(end + " --stat", (Plain with { CallGraph = mode }).ToString(), StringComparison.Ordinal);

    [Fact]
    public void All_cpus_are_sampled_while_they_have_something_to_do() =>
        Assert.EndsWith("--freq 997 --event cpu-clock:I --call-graph fp --all-cpus", Plain.SampleAllCpus().ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("cpu-clock", "cpu-clock/max-stack=9/")]
    [InlineData("cycles:u,instructions", "cycles/max-stack=9/u,instructions/max-stack=9/")]
    [InlineData("{cycles,instructions}:u", "'{cycles/max-stack=9/,instructions/max-stack=9/}:u'")]
    [InlineData("sched:sched_switch", "sched:sched_switch/max-stack=9/")]
    [InlineData("cpu/event=0x3c,umask=1/k", "cpu/event=0x3c,umask=1,max-stack=9/k")]
    public void A_limit_of_frames_is_a_term_of_each_event(string events, string expected) =>
        Assert.Contains($"--event {expected} ", (Plain with { Event = events, MaxStack = 9 }).ToString(), StringComparison.Ordinal);
}
