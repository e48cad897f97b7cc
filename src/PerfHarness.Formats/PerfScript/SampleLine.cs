using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// The first line of a sample: a command and <see cref="SampleFields"/>, any of which may be missing.
/// <code>
///   V8 Worker 1   123/125   [003]  1464.094170:  1003009 cpu-clock:ppp:      7f12 main+0x22 (/bin/t)
/// </code>
/// The command may contain anything, also what looks like fields. perf pads it to 16 columns where the frame is on the same line;
/// otherwise the thread is the first padded number that is followed by what only a thread is followed by.
/// </summary>
internal static class SampleLine
{
    private const int CommandWidth = 16;
    private const int MaxCommand = 64;

    /// <param name="shape">What perf was asked for, so far as is known.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, SampleShape shape, out ReadOnlySpan<byte> command, out SampleFields fields) =>
        TryFindPadded(line, out command, out fields)
        || (shape.HasThreads
            && (TryFindThread(line, isPadded: true, needsTime: true, out command, out fields)
                || TryFindThread(line, isPadded: false, needsTime: true, out command, out fields)
                || TryFindThread(line, isPadded: true, needsTime: false, out command, out fields)))
        || TryFindTime(line, shape.HasCpus, out command, out fields)
        || (shape.HasThreads && TryFindThread(line, isPadded: false, needsTime: false, out command, out fields));

    /// <summary>The line has a thread as perf prints it and a time: neither a frame nor a comment looks like that.</summary>
    public static bool HasThreadAndTime(ReadOnlySpan<byte> line) =>
        (TryFindPadded(line, out _, out var fields) && fields is { HasThread: true, Time: >= 0 })
        || TryFindThread(line, isPadded: true, needsTime: true, out _, out _);

    /// <summary>The line begins with a thread as perf prints it.</summary>
    public static bool HasThread(ReadOnlySpan<byte> line) => TryFindThread(line, isPadded: true, needsTime: false, out _, out _);

    /// <summary>The line has nothing but a thread, <c>-F pid,ip,sym</c>, or an event and perhaps its period.</summary>
    public static bool HasNoCommand(ReadOnlySpan<byte> line)
    {
        line = line.Trim((byte)' ');
        var space = line.LastIndexOf((byte)' ');
        return PerfScriptText.TryParseIds(line, out _, out _)
            || (line.Length > 1 && line[^1] == (byte)':' && (space < 0 || PerfScriptText.TryParseInt64(line[..space].TrimEnd((byte)' '), out _)));
    }

    /// <summary>A line of at most a command and an event: <c>-F comm,ip,sym</c>.</summary>
    /// <param name="hasEvents">perf was asked for events.</param>
    public static SampleHead ParseBare(ReadOnlySpan<byte> line, Utf8Interner strings, bool hasEvents)
    {
        line = line.Trim(" \t"u8);
        var name = "";
        if (hasEvents && line.Length > 1 && line[^1] == (byte)':')
        {
            var start = line.LastIndexOf((byte)' ') + 1;
            name = strings.Intern(line[start..^1]);
            line = line[..start].TrimEnd(" \t"u8);
        }

        return new SampleHead(strings.Intern(line), HasThread: false, Pid: -1, Tid: -1, Cpu: -1, name);
    }

    // "            prog  4799 34674.393008:    1003009 cpu-clock:      557faed3e30b spin+0x1b (/bin/prog)"
    private static bool TryFindPadded(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> command, out SampleFields fields)
    {
        command = default;
        fields = default;
        if (line.Length <= CommandWidth || line[0] != (byte)' ' || line[CommandWidth] != (byte)' '
            || (command = line[..CommandWidth].Trim((byte)' ')).IsEmpty || line[CommandWidth - 1] == (byte)' ')
        {
            return false;
        }

        if (SampleFields.TryRead(line, CommandWidth, isPadded: true, out fields))
        {
            return fields.Time >= 0 || !fields.Event.IsEmpty || fields.IsEnd || fields.IsRecord || FrameInLine.Exists(fields.Rest);
        }

        fields = SampleFields.ReadWithoutThread(line, CommandWidth);
        return fields.Time >= 0 || FrameInLine.Exists(fields.Rest) || (!fields.Event.IsEmpty && fields.IsEnd);
    }

    private static bool TryFindThread(
        ReadOnlySpan<byte> line, bool isPadded, bool needsTime, out ReadOnlySpan<byte> command, out SampleFields fields)
    {
        command = default;
        fields = default;
        var at = 0;
        while (at < line.Length)
        {
            var start = at;
            var word = PerfScriptText.ReadWord(line, ref at);
            command = line[..(at - word.Length)].Trim(" \t"u8);
            if (word.IsEmpty || command.Length > MaxCommand)
            {
                return false;
            }

            if (SampleFields.TryRead(line, start, isPadded, out fields)
                && (needsTime ? fields.Time >= 0 : isPadded ? IsComplete(fields) : !command.IsEmpty && IsPlausible(fields, line)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsComplete(in SampleFields fields) =>
        !fields.Event.IsEmpty || fields.IsEnd || fields.IsRecord || FrameInLine.Exists(fields.Rest);

    private static bool IsPlausible(in SampleFields fields, ReadOnlySpan<byte> line)
    {
        var at = 0;
        return !fields.Event.IsEmpty
            || (fields.IsEnd && (fields.Cpu >= 0 || fields.Period >= 0))
            || (PerfScriptText.TryParseHex(PerfScriptText.ReadWord(fields.Rest, ref at), out _) && line[^1] == (byte)')');
    }

    // Without threads: "prog 34674.393008: cpu-clock:", "cpu-clock:      557faed3e30b spin"
    private static bool TryFindTime(ReadOnlySpan<byte> line, bool hasCpus, out ReadOnlySpan<byte> command, out SampleFields fields)
    {
        command = default;
        fields = default;
        var at = 0;
        while (at < line.Length)
        {
            var start = at;
            var word = PerfScriptText.ReadWord(line, ref at);
            command = line[..(at - word.Length)].Trim(" \t"u8);
            if (word.IsEmpty || command.Length > MaxCommand)
            {
                return false;
            }

            if (word[^1] is (byte)':' or (byte)']' || word[0] is >= (byte)'0' and <= (byte)'9')
            {
                fields = SampleFields.ReadWithoutThread(line, start);
                if ((hasCpus || fields.Cpu < 0) && (fields.Time >= 0 ? IsComplete(fields)
                    : !fields.Event.IsEmpty && (FrameInLine.Exists(fields.Rest) || (fields.IsEnd && command.IsEmpty))))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
