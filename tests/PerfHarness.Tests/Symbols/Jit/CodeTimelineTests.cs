using PerfHarness.Symbols.Jit;

namespace PerfHarness.Tests.Symbols.Jit;

public sealed class CodeTimelineTests
{
    [Fact]
    public void Any_overlaps_give_what_a_linear_search_gives()
    {
        var random = new Random(99);
        for (var round = 0; round < 400; round++)
        {
            var count = random.Next(0, 25);
            var (starts, sizes, times) = (new ulong[count], new ulong[count], new ulong[count]);
            for (var i = 0; i < count; i++)
            {
                (starts[i], sizes[i], times[i]) = ((ulong)random.Next(60), (ulong)random.Next(1, 20), (ulong)random.Next(10));
                if (random.Next(8) == 0)
                {
                    (starts[i], sizes[i]) = (ulong.MaxValue - 5, (ulong)random.Next(1, 6));
                }
            }

            var timeline = CodeTimeline.Build(starts, sizes, times);
            for (var address = 0UL; address < 90; address++)
            {
                var at = address < 80 ? address : ulong.MaxValue - (address - 80);
                for (var time = 0UL; time < 11; time++)
                {
                    var covering = Enumerable.Range(0, count).Where(i => at >= starts[i] && at - starts[i] < sizes[i]).OrderBy(i => times[i]).ThenBy(i => i).ToList();
                    var then = covering.Where(i => times[i] <= time).ToList();
                    Assert.Equal(then.Count > 0 ? then[^1] : covering.Count > 0 ? covering[0] : -1, timeline.Find(at, time));
                    Assert.Equal(covering.Count > 0 ? covering[^1] : -1, timeline.Find(at));
                }
            }
        }
    }

    [Fact]
    public void The_times_at_which_memory_was_reused_are_known()
    {
        var timeline = CodeTimeline.Build([100, 200, 140, 150], [80, 10, 20, 4], [1, 2, 7, 9]);

        Assert.Equal([7UL, 9UL], timeline.ReuseTimes);
    }

    [Fact]
    public void Nested_entries_by_the_ten_thousand_cost_no_more_than_their_number()
    {
        const int count = 50_000;
        var (starts, sizes, times) = (new ulong[count], new ulong[count], new ulong[count]);
        for (var i = 0; i < count; i++)
        {
            (starts[i], sizes[i]) = ((ulong)i, (ulong)(2 * count) - (2 * (ulong)i));
        }

        var timeline = CodeTimeline.Build(starts, sizes, times);

        Assert.Equal(count - 1, timeline.Find(count));
        Assert.Equal(10, timeline.Find(10));
        Assert.Equal(0, timeline.Find((2 * count) - 1));
    }
}
