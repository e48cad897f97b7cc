using PerfHarness.Processes;

namespace PerfHarness.Tests.Processes;

public sealed class HostClockTests
{
    [Fact]
    public void Idle_and_waiting_for_disks_are_not_busy_and_guests_are_not_counted_twice() =>
        Assert.Equal(TimeSpan.FromSeconds(1.25), HostClock.Parse("cpu  100 1 20 999999 888 2 1 1 50 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("cpu  1 2 3")]
    [InlineData("cpu  1 2 3 4 5 x 7 8 9 10")]
    [InlineData("intr 1 2 3 4 5 6 7 8 9 10")]
    public void What_is_not_an_account_is_unknown(string? stat) => Assert.Null(HostClock.Parse(stat));

    [Fact]
    public void This_machine_has_been_busy() => Assert.True(HostClock.GetBusyTime() > TimeSpan.Zero);
}
