using PerfHarness.Formats.PerfData;

namespace PerfHarness.Formats.Tests.PerfData;

public sealed class RoundSorterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void Buffers_of_several_cpus_are_in_the_order_of_a_stable_sort(int cpus)
    {
        var random = new Random(cpus);
        var sorter = new RoundSorter();
        var all = new List<(ulong Time, long Offset)>();
        var taken = new List<long>();
        ulong now = 1;
        long offset = 0;
        for (var round = 0; round < 50; round++)
        {
            for (var cpu = 0; cpu < cpus; cpu++)
            {
                var time = now;
                for (var n = random.Next(40); n > 0; n--)
                {
                    time += (ulong)random.Next(3); // equal times happen
                    all.Add((time, offset));
                    sorter.Add(time, offset++);
                }
            }

            now += 60;
            sorter.FinishRound();
            Take(sorter, taken);
        }

        sorter.FinishAll();
        Take(sorter, taken);
        Assert.Equal(all.OrderBy(e => e.Time).Select(e => e.Offset), taken);
    }

    private static void Take(RoundSorter sorter, List<long> taken)
    {
        while (sorter.TryTake(out var entry))
        {
            taken.Add(entry.Offset);
        }
    }
}
