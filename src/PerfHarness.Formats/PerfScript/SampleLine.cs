using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// The first line of a sample:
/// <code>
///   comm          pid/tid   [cpu]  misc  time:          period event:         rest
///   V8 Worker 1   123/125   [003]  U     1464.094170:  1003009 cpu-clock:ppp: 7f12 main+0x22 (/bin/t)
/// </code>
/// Everything but the thread may be missing. The command may have spaces and end in numbers, so the thread is the word
/// that is followed by what only a thread is followed by: a processor, a time, or an event.
/// </summary>
internal static class SampleLine
{
    /// <summary>Fills the sample (not its frames); <paramref name="rest"/> is what follows the event.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, PerfScriptSample sample, Utf8Interner strings, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        // With a time the place is certain; without one the first word that could be a thread is taken.
        return TryParse(line, sample, strings, needsTime: true, ref rest) || TryParse(line, sample, strings, needsTime: false, ref rest);
    }

    /// <summary>The line has a thread and a time: no frame looks like that.</summary>
    public static bool HasTime(ReadOnlySpan<byte> line)
    {
        var at = 0;
        while (at < line.Length)
        {
            var start = at;
            var word = PerfScriptText.ReadWord(line, ref at);
            if (!word.IsEmpty && word[0] is >= (byte)'0' and <= (byte)'9' or (byte)'-' && PerfScriptText.TryParseIds(word, out _, out _)
                && FindTime(line, at, out _, out _, out _))
            {
                return true;
            }

            if (at == start)
            {
                break;
            }
        }

        return false;
    }

    private static bool TryParse(ReadOnlySpan<byte> line, PerfScriptSample sample, Utf8Interner strings, bool needsTime, ref ReadOnlySpan<byte> rest)
    {
        var at = 0;
        var first = true;
        while (at < line.Length)
        {
            var word = PerfScriptText.ReadWord(line, ref at);
            if (word.IsEmpty)
            {
                return false;
            }

            var wordStart = at - word.Length;
            // A line without a command starts with the thread; that is assumed only where a time follows.
            if (PerfScriptText.TryParseIds(word, out var pid, out var tid) && (needsTime || !first))
            {
                var next = at;
                var found = FindTime(line, at, out var cpu, out var time, out next);
                if (!found && !needsTime)
                {
                    next = SkipCpu(line, at, out cpu);
                    found = HasEventOrFrame(line, next);
                }

                if (found)
                {
                    sample.Command = strings.Intern(line[..wordStart].Trim(" \t"u8));
                    (sample.Pid, sample.Tid, sample.Cpu, sample.Time) = (pid, tid, cpu, time);
                    rest = ParseEvent(line[next..], sample, strings);
                    return true;
                }
            }

            first = false;
        }

        return false;
    }

    private static bool FindTime(ReadOnlySpan<byte> line, int at, out int cpu, out long time, out int next)
    {
        at = SkipCpu(line, at, out cpu);
        next = at;
        var word = PerfScriptText.ReadWord(line, ref next);
        if (word.Length is > 0 and <= 6 && word.IndexOfAnyExceptInRange((byte)'A', (byte)'z') < 0)
        {
            // perf script -F +misc: K, U, G...
            word = PerfScriptText.ReadWord(line, ref next);
        }

        time = -1;
        return !word.IsEmpty && PerfScriptText.TryParseTime(word, out time);
    }

    private static int SkipCpu(ReadOnlySpan<byte> line, int at, out int cpu)
    {
        var next = at;
        return PerfScriptText.TryParseCpu(PerfScriptText.ReadWord(line, ref next), out cpu) ? next : at;
    }

    private static bool HasEventOrFrame(ReadOnlySpan<byte> line, int at)
    {
        var word = PerfScriptText.ReadWord(line, ref at);
        if (word.IsEmpty || word[^1] == (byte)':')
        {
            return true;
        }

        if (PerfScriptText.TryParseInt64(word, out _))
        {
            var period = at;
            var name = PerfScriptText.ReadWord(line, ref period);
            if (!name.IsEmpty && name[^1] == (byte)':')
            {
                return true;
            }
        }

        return PerfScriptText.TryParseHex(word, out _) && line[^1] == (byte)')';
    }

    // "1003009 cpu-clock:ppp: rest", "sched:sched_switch: rest", "rest"
    private static ReadOnlySpan<byte> ParseEvent(ReadOnlySpan<byte> text, PerfScriptSample sample, Utf8Interner strings)
    {
        var at = 0;
        var word = PerfScriptText.ReadWord(text, ref at);
        if (PerfScriptText.TryParseInt64(word, out var period))
        {
            var next = at;
            var name = PerfScriptText.ReadWord(text, ref next);
            if (!name.IsEmpty && name[^1] == (byte)':')
            {
                sample.Period = period;
                word = name;
                at = next;
            }
            else if (name.IsEmpty)
            {
                sample.Period = period;
                return default;
            }
        }

        if (word.Length < 2 || word[^1] != (byte)':')
        {
            return text;
        }

        sample.Event = strings.Intern(word[..^1]);
        return text[at..];
    }
}
