using System.Text;

namespace PerfHarness.Recording;

/// <summary>Settings of single events, written as perf reads them.</summary>
internal static class EventTerms
{
    /// <summary>
    /// Adds a term to every event of a list: <c>cycles:u,cpu/event=0x3c/</c> becomes
    /// <c>cycles/max-stack=9/u,cpu/event=0x3c,max-stack=9/</c>.
    /// </summary>
    public static string Add(string events, string term)
    {
        var text = new StringBuilder();
        foreach (var name in Split(events))
        {
            text.Append(text.Length > 0 ? "," : "");
            var end = name.LastIndexOf('/');
            var start = name.IndexOf('/', StringComparison.Ordinal);
            if (end > start)
            {
                text.Append(name.AsSpan(0, end)).Append(end == start + 1 ? "" : ",").Append(term).Append(name.AsSpan(end));
                continue;
            }

            // "cycles:u", but "sched:sched_switch" is a tracepoint's name.
            var colon = name.LastIndexOf(':');
            var isModifier = colon > 0 && name.AsSpan(colon + 1).TrimStart("ukhGHpPSDIW").IsEmpty;
            var (plain, modifier) = isModifier ? (name[..colon], name[(colon + 1)..]) : (name, "");
            text.Append(plain).Append('/').Append(term).Append('/').Append(modifier);
        }

        return text.ToString();
    }

    // At commas outside of slashes and braces.
    private static IEnumerable<string> Split(string events)
    {
        var (begin, isInTerms) = (0, false);
        for (var i = 0; i <= events.Length; i++)
        {
            if (i == events.Length || (events[i] == ',' && !isInTerms))
            {
                yield return events[begin..i];
                begin = i + 1;
            }
            else if (events[i] == '/')
            {
                isInTerms = !isInTerms;
            }
        }
    }
}
