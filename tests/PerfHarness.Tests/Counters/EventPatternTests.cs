using System.Globalization;
using PerfHarness.Counters;

namespace PerfHarness.Tests.Counters;

public sealed class EventPatternTests
{
    [Fact]
    public void Of_hundreds_that_a_pattern_matched_those_that_occurred_are_shown_the_most_frequent_first()
    {
        var counters = Enumerable.Range(0, 300).Select(i => Create(string.Create(CultureInfo.InvariantCulture, $"syscalls:sys_enter_{i}"), i % 100 == 7 ? i : 0));
        var (shown, zeros) = EventPattern.Arrange([Create("page-faults", 0), .. counters], ["page-faults,syscalls:sys_enter_*"], showsZeros: false);
        Assert.Equal(["page-faults", "syscalls:sys_enter_207", "syscalls:sys_enter_107", "syscalls:sys_enter_7"], shown.Select(counter => counter.Event));
        Assert.Equal(297, zeros);
        Assert.Equal(301, EventPattern.Arrange([Create("page-faults", 0), .. counters], ["page-faults,syscalls:*"], showsZeros: true).Shown.Count);
    }

    [Theory]
    [InlineData("a:1,a:2,a:3")]
    [InlineData("a:*")]
    public void What_was_named_or_is_little_is_shown_as_it_is(string events)
    {
        Counter[] counters = [Create("a:1", 0), Create("a:2", 7), Create("a:3", 9)];
        Assert.Equal(counters, EventPattern.Arrange(counters, [events], showsZeros: false).Shown);
    }

    private static Counter Create(string name, double value) => new(name, "", [value]);
}
