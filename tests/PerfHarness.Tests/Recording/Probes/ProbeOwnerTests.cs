using PerfHarness.Processes;
using PerfHarness.Recording.Probes;

namespace PerfHarness.Tests.Recording.Probes;

public sealed class ProbeOwnerTests
{
    [Fact]
    public void A_group_names_its_process()
    {
        Assert.Equal(ProbeOwner.Current, ProbeOwner.TryParse(ProbeOwner.Current.Group));
        Assert.True(ProbeOwner.Current.MayBeRunning());
        Assert.Equal(new ProbeOwner(4711, 99, 0xf0000042), ProbeOwner.TryParse("perfharness_4711_99_f0000042"));
    }

    [Theory]
    [InlineData("probe_libc")]
    [InlineData("perfharness")]
    [InlineData("perfharness_x_1")]
    [InlineData("perfharness_1_2_3_4")]
    [InlineData("my_perfharness_1_2")]
    public void Other_groups_are_nobodys(string group) => Assert.Null(ProbeOwner.TryParse(group));

    [Fact]
    public void A_process_that_took_the_id_of_a_dead_one_is_not_its_owner()
    {
        var other = ProbeOwner.Current with { StartTicks = ProbeOwner.Current.StartTicks - 1 };
        Assert.NotNull(ProcessEntry.Read(other.Pid));
        Assert.False(other.MayBeRunning());
    }
}
