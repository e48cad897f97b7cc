using System.Globalization;
using System.Text;
using PerfHarness.Profiles;

namespace PerfHarness.Recording;

/// <summary>Settings of single events, written as perf reads them: <c>cycles:u,{faults,cs},cpu/event=0x3c/</c>.</summary>
internal static class EventTerms
{
    /// <summary>The events of a list, groups taken apart.</summary>
    public static IEnumerable<string> Split(string events) =>
        SplitAtCommas(events).SelectMany(item => TryGetGroup(item, out var group, out _) ? Split(group) : [item]);

    /// <summary>
    /// Adds a term to every event of a list: <c>cycles:u,cpu/event=0x3c/</c> becomes
    /// <c>cycles/max-stack=9/u,cpu/event=0x3c,max-stack=9/</c>.
    /// </summary>
    public static string Add(string events, string term) => Map(events, name => AddToOne(name, term));

    /// <summary>
    /// Records each occurrence of the events that are occurrences, and samples the clocks and counters at a frequency; what sets its
    /// own rate keeps it. perf's options would set one rate for all of them.
    /// </summary>
    public static string AddRates(string events, int frequency) => Map(events, name =>
        HasOwnRate(name) || EventUnit.IsTracepoint(name) || EventUnit.IsBreakpoint(name) ? name
            : AddToOne(name, string.Create(
                CultureInfo.InvariantCulture, $"{(EventUnit.IsOccurrence(name) ? "period=1" : $"freq={frequency}")},name={GetPlainName(name)}")));

    private static bool HasOwnRate(string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is >= 0 and var at
        && name[at..].Split('/', ',').Any(term => term.Split('=')[0] is "freq" or "period");

    private static string GetPlainName(string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is >= 0 and var at ? name[..at] : EventUnit.RemoveModifier(name);

    private static string AddToOne(string name, string term)
    {
        var end = name.LastIndexOf('/');
        var start = name.IndexOf('/', StringComparison.Ordinal);
        if (end > start)
        {
            return $"{name.AsSpan(0, end)}{(end == start + 1 ? "" : ",")}{term}{name.AsSpan(end)}";
        }

        var plain = EventUnit.RemoveModifier(name);
        return $"{plain}/{term}/{(plain.Length < name.Length ? name[(plain.Length + 1)..] : "")}";
    }

    private static string Map(string events, Func<string, string> map)
    {
        var text = new StringBuilder();
        foreach (var item in SplitAtCommas(events))
        {
            text.Append(text.Length > 0 ? "," : "");
            text.Append(TryGetGroup(item, out var group, out var suffix) ? $"{{{MapGroup(group, suffix, map)}}}{suffix}" : map(item));
        }

        return text.ToString();
    }

    // With S the first event alone takes samples, and the others are read then.
    private static string MapGroup(string group, string suffix, Func<string, string> map)
    {
        var leader = SplitAtCommas(group).First();
        return suffix.Contains('S', StringComparison.Ordinal) ? map(leader) + group[leader.Length..] : Map(group, map);
    }

    // "{cycles,faults}:S"
    private static bool TryGetGroup(string item, out string group, out string suffix)
    {
        var end = item.StartsWith('{') ? item.LastIndexOf('}') : -1;
        (group, suffix) = end < 0 ? ("", "") : (item[1..end], item[(end + 1)..]);
        return end > 0;
    }

    // At commas outside of slashes and braces.
    private static IEnumerable<string> SplitAtCommas(string events)
    {
        var (begin, isInTerms, depth) = (0, false, 0);
        for (var i = 0; i <= events.Length; i++)
        {
            if (i == events.Length || (events[i] == ',' && !isInTerms && depth == 0))
            {
                yield return events[begin..i];
                begin = i + 1;
                continue;
            }

            isInTerms ^= events[i] == '/';
            depth += events[i] switch { '{' => 1, '}' => -1, _ => 0 };
        }
    }
}
