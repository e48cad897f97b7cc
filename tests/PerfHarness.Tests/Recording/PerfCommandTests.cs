using PerfHarness.Recording;

namespace PerfHarness.Tests.Recording;

public sealed class PerfCommandTests
{
    private static readonly PerfCommand Plain = new() { Output = "/tmp/a b/perf.data" };

    [Fact]
    public void The_default_samples_cpu_clock_by_frame_pointer_at_997_hz_on_the_monotonic_clock() =>
        Assert.Equal(
            "perf record --output '/tmp/a b/perf.data' --clockid mono --freq 997 --event cpu-clock --no-buildid-cache --call-graph fp",
            Plain.ToString());

    [Fact]
    public void Everything_has_its_option() =>
        Assert.Equal(
            "/opt/perf record --output o --clockid mono --freq 99 --event cycles:u,page-faults --no-buildid-cache --call-graph dwarf,8192 "
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
    [InlineData(CallGraphMode.None, "--no-buildid-cache")]
    internal void The_call_graph_can_be_otherwise(CallGraphMode mode, string end) =>
        Assert.EndsWith(end, (Plain with { CallGraph = mode }).ToString(), StringComparison.Ordinal);
}
