using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PerfHarness.Recording.Probes;

/// <summary>One probe, with its place as the kernel takes it.</summary>
/// <param name="Name">The event, unique in its group.</param>
/// <param name="Place"><c>/usr/lib/libc.so.6:0x9a230</c>, or <c>do_sys_open+8</c> of the kernel.</param>
internal sealed partial record ProbeDefinition(string Name, string Place, IReadOnlyList<string> Arguments, bool IsReturn, bool IsKernel)
{
    private const int MaxNameLength = 40;

    // perf reads these behind a colon as something else than a name.
    private static readonly string[] PerfKeywords =
        ["cycles", "instructions", "branches", "faults", "cs", "migrations", "dummy", "duration_time", "user_time", "system_time"];

    /// <summary>The file of tracefs that it is written to.</summary>
    public string EventsFile => IsKernel ? "kprobe_events" : "uprobe_events";

    public string GetEvent(string group) => $"{group}:{Name}";

    public string FormatAdd(string group) => $"{(IsReturn ? 'r' : 'p')}:{group}/{Name} {string.Join(' ', [Place, .. Arguments])}\n";

    public static string FormatRemove(string group, string name) => $"-:{group}/{name}\n";

    /// <summary>A name that the kernel and perf take for an event: <c>ns::Cache::find</c> becomes <c>ns_Cache_find</c>.</summary>
    public static string CreateName(string function, bool isReturn, IReadOnlyCollection<string> taken)
    {
        var text = new StringBuilder();
        foreach (var c in function)
        {
            var isPlain = char.IsAsciiLetterOrDigit(c) || c == '_';
            if (isPlain || (text.Length > 0 && text[^1] != '_'))
            {
                text.Append(isPlain ? c : '_');
            }
        }

        var name = text.ToString(0, Math.Min(text.Length, MaxNameLength));
        name = name.Length > 1 && !function.EndsWith('_') ? name.TrimEnd('_') : name;
        name = name.Length == 0 || char.IsAsciiDigit(name[0]) ? "_" + name : name;
        name += isReturn ? "__return" : ReservedPattern().IsMatch(name) || PerfKeywords.Contains(name) ? "_" : "";
        for (var i = 1; ; i++)
        {
            var unique = i == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
            if (!taken.Contains(unique))
            {
                return unique;
            }
        }
    }

    // Modifiers (u, k, pp), and raw events in hexadecimal (read, r1).
    [GeneratedRegex("^([ukhGHpPSDIWe]+|r[0-9a-fA-F]+)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ReservedPattern();
}
