using System.Globalization;
using System.Text.RegularExpressions;

namespace PerfHarness.Recording.Events;

/// <summary>The text in which tracefs describes the fields of an event.</summary>
internal static partial class EventFormat
{
    /// <summary>Its own fields, without those that all events have.</summary>
    public static IReadOnlyList<EventField> Parse(string text)
    {
        var fields = new List<EventField>();
        foreach (Match match in FieldPattern().Matches(text))
        {
            // "char prev_comm[16]", "struct sockaddr * uservaddr", "__data_loc char[] name"
            var declaration = match.Groups["declaration"].Value.Trim();
            var end = declaration.LastIndexOfAny([' ', '*']);
            var (type, name) = end < 0 ? ("", declaration) : (declaration[..(end + 1)].Trim(), declaration[(end + 1)..]);
            var array = name.IndexOf('[', StringComparison.Ordinal);
            (type, name) = array > 0 ? (type + name[array..], name[..array]) : (type, name);
            if (!name.StartsWith("common_", StringComparison.Ordinal))
            {
                _ = int.TryParse(match.Groups["size"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var size);
                fields.Add(new EventField(name, type, size));
            }
        }

        return fields;
    }

    [GeneratedRegex(@"field:(?<declaration>[^;]+);\s*offset:\d+;\s*size:(?<size>\d+);",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FieldPattern();
}
