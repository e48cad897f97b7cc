using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Tests.IO;

public sealed class RadixSortTests
{
    [Theory]
    [InlineData(0, ulong.MaxValue)]
    [InlineData(1, ulong.MaxValue)]
    [InlineData(47, 5)]
    [InlineData(48, 5)]
    [InlineData(1000, 300)]
    [InlineData(1000, 1ul << 47)]
    [InlineData(5000, ulong.MaxValue)]
    public void Numbers_ascend_and_equal_ones_keep_their_order(int count, ulong limit)
    {
        var random = new Random(count);
        var keys = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = (ulong)random.NextInt64() * 3 % limit;
        }

        var expected = Enumerable.Range(0, count).OrderBy(i => keys[i]).ToArray();
        var sorted = (ulong[])keys.Clone();
        var order = RadixSort.SortToOrder(ref sorted);
        Assert.Equal(expected, order);
        Assert.Equal(expected.Select(i => keys[i]), sorted);
    }

    [Fact]
    public void What_is_sorted_stays_as_it_is()
    {
        var keys = Enumerable.Range(0, 100).Select(i => (ulong)(i / 3)).ToArray();
        Assert.Equal(Enumerable.Range(0, 100), RadixSort.SortToOrder(ref keys));
    }
}
