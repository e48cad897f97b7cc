using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Import;

public sealed class AddressTableTests
{
    [Fact]
    public void Every_address_has_its_own_frames()
    {
        var table = new AddressTable();
        Assert.Null(table.Find(0));
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Null(table.Find((ulong)i * 16));
            table.Add((ulong)i * 16, [new FrameId(i)]);
        }

        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal(i, Assert.Single(table.Find((ulong)i * 16)!).Index);
            Assert.Null(table.Find(((ulong)i * 16) + 1));
        }

        table.Clear();
        Assert.Null(table.Find(16));
    }
}
