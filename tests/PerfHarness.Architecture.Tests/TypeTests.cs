namespace PerfHarness.Architecture.Tests;

public sealed class TypeTests
{
    [Fact]
    public void Types_have_no_cycles()
    {
        var cycles = Cycles.Find(RoomGraph.Current.TypeUses.Select(use => (use.User, use.Used)));
        Assert.True(cycles.Count == 0, string.Join('\n', cycles.OrderByDescending(c => c.Count).Select(cycle => $"{cycle.Count}: {string.Join(", ", cycle)}")));
    }
}
