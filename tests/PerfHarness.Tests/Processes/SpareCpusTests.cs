using PerfHarness.Processes;

namespace PerfHarness.Tests.Processes;

public sealed class SpareCpusTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    private static readonly CpuSet Four = CpuSet.FromNumbers([0, 1, 2, 3]);

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(0.97, "0-3")]
    [InlineData(1.1, "0-3")]
    [InlineData(1.2, null)]
    [InlineData(null, null)]
    public void A_command_of_one_thread_leaves_the_others_where_each_is_a_core(double? busy, string? expected) =>
        Assert.Equal(expected, Find(["0", "1", "2", "3"], Four, null, busy, null)?.ToString());

    [Fact]
    public void Threads_of_one_core_are_not_kept_apart_and_so_none_is_spare()
    {
        Assert.Null(Find(["0,2", "1,3", "0,2", "1,3"], Four, null, 1, null));
        // The other threads are not ours to use.
        Assert.Equal("0-1", Find(["0,2", "1,3", "0,2", "1,3"], CpuSet.FromNumbers([0, 1]), null, 1, null)?.ToString());
    }

    [Theory]
    [InlineData("0", "1,3")]
    [InlineData("0,2", "1,3")]
    [InlineData("0-1", null)]
    public void A_pinned_command_leaves_the_other_cores_however_busy_it_is(string pinned, string? expected)
    {
        var cpus = CpuSet.FromNumbers(pinned switch { "0" => [0], "0,2" => [0, 2], _ => [0, 1] });
        Assert.Equal(expected, Find(["0,2", "1,3", "0,2", "1,3"], Four, cpus, 2, null)?.ToString());
    }

    [Fact]
    public void A_single_processor_is_not_spare() => Assert.Null(Find(["0"], CpuSet.FromNumbers([0]), null, 1, null));

    [Fact]
    public void A_limit_of_the_control_group_must_leave_a_processor_beside_the_command()
    {
        Assert.Null(Find(["0", "1", "2", "3"], Four, null, 1, 1.5));
        Assert.NotNull(Find(["0", "1", "2", "3"], Four, null, 1, 2));
        Assert.Null(Find(["0", "1", "2", "3"], Four, CpuSet.FromNumbers([0, 1]), 2, 2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0-99999999")]
    [InlineData("core 0")]
    public void Where_the_cores_are_not_known_none_is_spare(string siblings) =>
        Assert.Null(Find(["0", siblings, "2", "3"], Four, null, 1, null));

    private CpuSet? Find(string[] siblings, CpuSet available, CpuSet? pinned, double? busy, double? limit)
    {
        for (var cpu = 0; cpu < siblings.Length; cpu++)
        {
            var folder = Directory.CreateDirectory(_root.File($"sys/devices/system/cpu/cpu{cpu}/topology")).FullName;
            File.WriteAllText(Path.Combine(folder, "thread_siblings_list"), siblings[cpu] + "\n");
        }

        var cpus = new SpareCpus(available, limit, _root.Path);
        cpus.Observe(busy);
        return cpus.Find(pinned);
    }
}
