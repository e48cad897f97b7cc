using System.Globalization;

namespace PerfHarness.Counters;

/// <summary>One line of <c>perf stat -x ';'</c>: what one event came to, in one interval and one scope.</summary>
/// <param name="Time">Seconds since the start as perf writes them, with <c>-I</c>; else empty.</param>
/// <param name="Scope">CPU, core, socket, node or thread as perf names it, where counts are kept apart; else empty.</param>
/// <param name="Running">Nanoseconds during which it was counting.</param>
/// <param name="RunningShare">Part of the time it should have counted, 0 to 1: below 1 the value is scaled up.</param>
internal sealed record CounterReading(
    string Time, string Scope, string Event, string Unit, CounterState State, double Value, long Running, double RunningShare)
{
    public const char Separator = ';';

    /// <summary>Null for a comment, and for what is not a count.</summary>
    /// <param name="hasTime">The first field is the time.</param>
    /// <param name="scopeFields">Fields of the scope: 0 to 2.</param>
    public static CounterReading? Parse(string line, bool hasTime, int scopeFields)
    {
        var fields = line.TrimEnd('\r').Split(Separator);
        var first = hasTime ? 1 : 0;

        // A thread's name may contain the separator: what is too much belongs to it.
        var scopeEnd = first + scopeFields + (scopeFields == 1 ? Math.Max(0, fields.Length - (first + scopeFields + 7)) : 0);
        if (line.StartsWith('#') || fields.Length < scopeEnd + 3 || fields[scopeEnd + 2].Length == 0)
        {
            return null;
        }

        var (text, unit, name) = (fields[scopeEnd], fields[scopeEnd + 1], fields[scopeEnd + 2]);
        var state = text switch
        {
            "<not supported>" => CounterState.NotSupported,
            "<not counted>" => CounterState.NotCounted,
            _ => CounterState.Counted,
        };
        var value = 0.0;
        if (state == CounterState.Counted && !TryParse(text, out value))
        {
            return null;
        }

        var running = fields.Length > scopeEnd + 3 && long.TryParse(fields[scopeEnd + 3], CultureInfo.InvariantCulture, out var time) ? time : 0;
        var share = fields.Length > scopeEnd + 4 && TryParse(fields[scopeEnd + 4], out var percent) ? percent / 100 : 1;
        var scope = scopeFields == 0 ? "" : string.Join(Separator, fields[first..(scopeFields == 1 ? scopeEnd : scopeEnd - 1)]);
        return new CounterReading(hasTime ? fields[0].Trim() : "", scope, name, unit, state, value, running, share);
    }

    // perf uses the locale's decimal separator, and none for thousands.
    private static bool TryParse(string text, out double value) =>
        double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
