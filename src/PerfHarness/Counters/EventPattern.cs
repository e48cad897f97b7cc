using System.IO.Enumeration;

namespace PerfHarness.Counters;

/// <summary>
/// What a pattern such as <c>syscalls:sys_enter_*</c> matched. Of many events, people want to see those that occurred, the most
/// frequent first; of few, or of those that were named, each.
/// </summary>
internal static class EventPattern
{
    private const int Many = 20;

    /// <summary>The counters to show, in the order in which to show them, and how many zeros are left out.</summary>
    /// <param name="events">As given on the command line.</param>
    /// <param name="showsZeros">Leave none out.</param>
    public static (IReadOnlyList<Counter> Shown, int Zeros) Arrange(IReadOnlyList<Counter> counters, IReadOnlyList<string> events, bool showsZeros)
    {
        var patterns = events.SelectMany(Split).Where(text => text.AsSpan().IndexOfAny('*', '?') >= 0).ToList();
        var matched = counters.Where(IsMatched).ToHashSet();
        if (matched.Count <= Many)
        {
            return (counters, 0);
        }

        var ordered = matched.OrderByDescending(counter => counter.Values.Count == 0 ? -1 : counter.Mean)
            .ThenBy(counter => counter.Event, StringComparer.Ordinal)
            .Where(counter => showsZeros || counter.Mean > 0).ToList();
        return ([.. counters.Where(counter => !matched.Contains(counter)), .. ordered], matched.Count - ordered.Count);

        bool IsMatched(Counter counter) =>
            patterns.Exists(pattern => FileSystemName.MatchesSimpleExpression(pattern, counter.Event, ignoreCase: false));
    }

    // At the commas that separate events, not at those inside of cpu/event=1,umask=2/.
    private static IEnumerable<string> Split(string events)
    {
        var (start, isInside) = (0, false);
        for (var i = 0; i <= events.Length; i++)
        {
            if (i == events.Length || (!isInside && events[i] is ',' or '{' or '}'))
            {
                if (i > start)
                {
                    yield return events[start..i];
                }

                start = i + 1;
            }
            else if (events[i] == '/')
            {
                isInside = !isInside;
            }
        }
    }
}
