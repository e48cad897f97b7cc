using PerfHarness.Symbols.Jit;

namespace PerfHarness.Tests.Symbols.Jit;

public sealed class CodeTimelineTests
{
    [Fact]
    public void Any_overlaps_give_what_a_linear_search_gives()
    {
        var random = new Random(99);
        for (var round = 0; round < 600; round++)
        {
            var (starts, sizes, times) = CreateEntries(random, count: random.Next(0, 70));
            var timeline = CodeTimeline.Build(starts, sizes, times);
            var shared = false;
            for (var address = 0UL; address < 90; address++)
            {
                var at = address < 80 ? address : ulong.MaxValue - (address - 80);
                var covering = Enumerable.Range(0, starts.Length).Where(i => at >= starts[i] && at - starts[i] < sizes[i])
                    .OrderBy(i => times[i]).ThenBy(i => i).ToList();
                for (var time = 0UL; time < 11; time++)
                {
                    var then = covering.Where(i => times[i] <= time).ToList();
                    Assert.Equal(then.Count > 0 ? then[^1] : covering.Count > 0 ? covering[0] : -1, timeline.Find(at, time, out var nextTime));
                    if (covering.Count > 1)
                    {
                        Assert.Equal(covering.Where(i => times[i] > time).Select(i => times[i]).DefaultIfEmpty(ulong.MaxValue).Min(), nextTime);
                    }
                }

                Assert.Equal(covering.Count > 0 ? covering[^1] : -1, timeline.Find(at));
                Assert.True(covering.Count < 2 || timeline.IsShared(at));
                shared |= covering.Count > 1;
                var all = new List<int>();
                Assert.Equal(covering.Count, timeline.AddAll(at, 100, all));
                Assert.Equal(covering.Order(), all.Order());
                all.Clear();
                Assert.Equal(covering.Count, timeline.AddAll(at, 3, all));
                Assert.Equal(Math.Min(covering.Count, 3), all.Count);
            }

            Assert.Equal(shared, timeline.HasOverlaps);
        }
    }

    [Fact]
    public void An_address_may_be_reused_ten_thousand_times()
    {
        const int count = 10_000;
        var starts = Enumerable.Range(0, count).Select(i => 0x1000UL + (ulong)(i % 3)).ToArray();
        var times = Enumerable.Range(0, count).Select(i => 10 * (ulong)i).ToArray();

        var timeline = CodeTimeline.Build(starts, [.. Enumerable.Repeat(64UL, count)], times);

        for (var i = 0; i < count; i++)
        {
            Assert.Equal(i, timeline.Find(0x1010, times[i], out var next));
            Assert.Equal(i, timeline.Find(0x1010, times[i] + 9));
            Assert.Equal(i + 1 < count ? times[i + 1] : ulong.MaxValue, next);
        }
    }

    // Memory is what would explode first: 200,000 entries that all overlap, each with bounds of its own.
    [Fact]
    public void Nested_entries_by_the_hundred_thousand_cost_no_more_than_their_number()
    {
        const int count = 200_000;
        var (starts, sizes, times) = (new ulong[count], new ulong[count], new ulong[count]);
        for (var i = 0; i < count; i++)
        {
            (starts[i], sizes[i], times[i]) = ((ulong)i, (ulong)(2 * count) - (2 * (ulong)i), (ulong)(i % 1000));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var timeline = CodeTimeline.Build(starts, sizes, times);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, count * 1000L);

        Assert.Equal(count - 1, timeline.Find(count));
        Assert.Equal(0, timeline.Find((2 * count) - 1, 0));
        Assert.Equal(count - 1000, timeline.Find(count, 0));
        Assert.Equal(count, timeline.AddAll(count, 10, []));
    }

    private static (ulong[] Starts, ulong[] Sizes, ulong[] Times) CreateEntries(Random random, int count)
    {
        var (starts, sizes, times) = (new ulong[count], new ulong[count], new ulong[count]);
        var width = random.Next(2, 60);
        for (var i = 0; i < count; i++)
        {
            (starts[i], sizes[i], times[i]) = ((ulong)random.Next(60), (ulong)random.Next(1, width), (ulong)random.Next(10));
            if (random.Next(8) == 0)
            {
                (starts[i], sizes[i]) = (ulong.MaxValue - 5, (ulong)random.Next(1, 7));
            }
        }

        return (starts, sizes, times);
    }
}
