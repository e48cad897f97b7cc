using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>The first element of a folded stack: <c>comm</c>, with <c>--pid</c> <c>comm-12</c>, with <c>--tid</c>
/// <c>comm-12/13</c> or <c>comm-?/13</c>.</summary>
internal static class CommandName
{
    public static ThreadInfo Parse(string text)
    {
        var dash = text.LastIndexOf('-');
        var slash = text.LastIndexOf('/');
        // Without the thread a number after a dash may as well be part of the name ("kworker-2"), so that is left as it is.
        return dash > 0 && slash > dash && TryId(text.AsSpan(dash + 1, slash - dash - 1), out var pid) && TryId(text.AsSpan(slash + 1), out var tid)
            ? new ThreadInfo(pid, tid, SafeText.ToSingleLine(text[..dash]))
            : new ThreadInfo(-1, -1, SafeText.ToSingleLine(text));
    }

    private static bool TryId(ReadOnlySpan<char> text, out int id)
    {
        id = -1;
        return text is "?" || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }
}
