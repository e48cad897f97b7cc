using PerfHarness.Recording;

namespace PerfHarness.Tests.Recording;

public sealed class PerfCommandTests
{
    private static readonly PerfCommand Plain = new() { Output = "/tmp/a b/perf.data" };

    [Fact]
    public void The_default_samples_cpu_clock_by_frame_pointer_at_997_hz_on_the_monotonic_clock() =>
        Assert.Equal(
            "perf record --output '/tmp/a b/perf.data' --clockid mono --freq 997 --event cpu-clock --no-buildid-cache --buildid-mmap --call-graph fp --stat",
            Plain.ToString());

    [Fact]
    public void Everything_has_its_option() =>
        Assert.Equal(
            "/opt/perf record --output o --clockid mono --freq 99 --event cycles:u,page-faults --no-buildid-cache --buildid-mmap --call-graph dwarf,8192 "
            + "--all-user --mmap-pages 64 --delay=-1 --control=fifo:c,a --all-cpus --cpu 0,2-3 --pid 12,34",
            new PerfCommand
            {
                PerfPath = "/opt/perf",
                Output = "o",
                Frequency = 99,
                Event = "cycles:u,page-faults",
                CallGraph = CallGraphMode.Dwarf,
                UserOnly = true,
                BufferPages = 64,
                StartDisabled = true,
                ControlFifo = "c",
                AcknowledgeFifo = "a",
                AllCpus = true,
                Cpus = "0,2-3",
                Pids = [12, 34],
            }.ToString());

    [Theory]
    [InlineData(CallGraphMode.LastBranchRecord, "--call-graph lbr")]
    [InlineData(CallGraphMode.None, "--buildid-mmap")]
    internal void The_call_graph_can_be_otherwise(CallGraphMode mode, string end) =>
        Assert.EndsWith(end + " --stat", (Plain with { CallGraph = mode }).ToString(), StringComparison.Ordinal);

    [Fact]
    public void All_cpus_are_sampled_while_they_have_something_to_do() =>
        Assert.EndsWith("--event cpu-clock:I --no-buildid-cache --buildid-mmap --call-graph fp --all-cpus", Plain.SampleAllCpus().ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("cpu-clock", "cpu-clock/max-stack=9/")]
    [InlineData("cycles:u,page-faults", "cycles/max-stack=9/u,page-faults/max-stack=9/")]
    [InlineData("sched:sched_switch", "sched:sched_switch/max-stack=9/")]
    [InlineData("cpu/event=0x3c,umask=1/k", "cpu/event=0x3c,umask=1,max-stack=9/k")]
    public void A_limit_of_frames_is_a_term_of_each_event(string events, string expected) =>
        Assert.Contains($"--event {expected} ", (Plain with { Event = events, MaxStack = 9 }).ToString(), StringComparison.Ordinal);
}
