namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// What follows the command in a sample's line. perf prints fields in this order, whatever the order of <c>-F</c>:
/// <code>
///   pid/tid   [cpu]  misc  tod  time:   period event:   address, text of a tracepoint, frame
/// </code>
/// and pads each to a width, which distinguishes a period from an address, and a thread from a number in a command's name.
/// </summary>
internal ref struct SampleFields
{
    private const int ThreadWidth = 5;
    private const int AddressWidth = 16;

    private readonly ReadOnlySpan<byte> _line;
    private int _at;

    private SampleFields(ReadOnlySpan<byte> line, int at)
    {
        _line = line;
        _at = at;
    }

    public bool HasThread { get; private set; }

    public int Pid { get; private set; } = -1;

    public int Tid { get; private set; } = -1;

    public int Cpu { get; private set; } = -1;

    public long Time { get; private set; } = -1;

    public long Period { get; private set; } = -1;

    /// <summary>Where the word of the time ends in the line; 0 without one.</summary>
    public int TimeEnd { get; private set; }

    /// <summary>Where the word of the period ends in the line; 0 without one.</summary>
    public int PeriodEnd { get; private set; }

    public ReadOnlySpan<byte> Event { get; private set; }

    /// <summary>What follows the fields, with the spaces before it.</summary>
    public readonly ReadOnlySpan<byte> Rest => _line[_at..];

    public readonly bool IsRecord => Rest.TrimStart((byte)' ').StartsWith("PERF_RECORD_"u8);

    public readonly bool IsEnd => Rest.Trim((byte)' ').IsEmpty;

    /// <summary>Reads the fields from <paramref name="at"/> on, a thread first.</summary>
    /// <param name="isPadded">Only a thread that is padded as perf does is one.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, int at, bool isPadded, out SampleFields fields)
    {
        fields = new SampleFields(line, at);
        return fields.TryReadThread(isPadded) && fields.ReadAfterThread();
    }

    /// <summary>Reads the fields from <paramref name="at"/> on, where perf was not asked for threads.</summary>
    public static SampleFields ReadWithoutThread(ReadOnlySpan<byte> line, int at)
    {
        var fields = new SampleFields(line, at);
        fields.ReadAfterThread();
        return fields;
    }

    /// <summary>A number in the place and width of an address.</summary>
    public static bool IsAddress(ReadOnlySpan<byte> line, int start, int length)
    {
        var spaces = CountSpacesBefore(line, start);
        return (spaces == start ? spaces : spaces - 1) + length >= AddressWidth && line[start..].Length >= length
            && PerfScriptText.TryParseHex(line.Slice(start, length), out _) && !line[start..].StartsWith("0x"u8);
    }

    private bool TryReadThread(bool isPadded)
    {
        var at = _at;
        var word = PerfScriptText.ReadWord(_line, ref at);
        if (word.IsEmpty || word[0] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'-')
            || !PerfScriptText.TryParseIds(word, out var pid, out var tid))
        {
            return false;
        }

        var start = at - word.Length;
        var digits = word.IndexOf((byte)'/') is > 0 and var slash ? slash : word.Length;
        var spaces = CountSpacesBefore(_line, start);
        if (isPadded && (spaces == start ? spaces : spaces - 1) + digits != Math.Max(ThreadWidth, digits))
        {
            return false;
        }

        (HasThread, Pid, Tid, _at) = (true, pid, tid, at);
        return true;
    }

    private bool ReadAfterThread()
    {
        var word = Peek(out var next);
        while (word.StartsWith("VM:"u8) || word.StartsWith("VCPU:"u8))
        {
            // A guest's process: "VM: 1234 VCPU:003".
            if (word[^1] == (byte)':')
            {
                PerfScriptText.ReadWord(_line, ref next);
            }

            _at = next;
            word = Peek(out next);
        }

        if (PerfScriptText.TryParseCpu(word, out var cpu))
        {
            (Cpu, _at) = (cpu, next);
        }

        ReadTime();
        ReadEvent();
        return true;
    }

    private void ReadTime()
    {
        var word = Peek(out var next);
        if (word.Length is > 0 and <= 6 && word.IndexOfAnyExceptInRange((byte)'A', (byte)'z') < 0)
        {
            // -F +misc: K, U, G...
            word = PerfScriptText.ReadWord(_line, ref next);
        }

        if (word.Length == 10 && word[4] == (byte)'-' && word[7] == (byte)'-')
        {
            // -F +tod: a date and a time of day.
            PerfScriptText.ReadWord(_line, ref next);
            word = PerfScriptText.ReadWord(_line, ref next);
        }
        else if (word.SequenceEqual("N/A"u8))
        {
            word = PerfScriptText.ReadWord(_line, ref next);
        }

        if (!word.IsEmpty && PerfScriptText.TryParseTime(word, out var time))
        {
            (Time, TimeEnd, _at) = (time, next, next);
        }
    }

    // "1003009 cpu-clock:ppp: rest", "sched:sched_switch: rest", "1003009      7f12 f", "rest"
    private void ReadEvent()
    {
        var word = Peek(out var next);
        if (PerfScriptText.TryParseInt64(word, out var period) && !IsAddress(_line, next - word.Length, word.Length))
        {
            var end = next;
            var name = PerfScriptText.ReadWord(_line, ref next);
            if (IsEvent(name))
            {
                (Period, PeriodEnd, _at) = (period, end, next);
                Event = name[..^1];
            }
            else if (name.IsEmpty || IsAddress(_line, next - name.Length, name.Length))
            {
                (Period, PeriodEnd, _at) = (period, end, end);
            }
        }
        else if (IsEvent(word))
        {
            Event = word[..^1];
            _at = next;
        }
    }

    private static bool IsEvent(ReadOnlySpan<byte> word) =>
        word.Length > 1 && word[^1] == (byte)':' && !word.StartsWith("PERF_RECORD_"u8) && !PerfScriptText.TryParseTime(word, out _);

    private readonly ReadOnlySpan<byte> Peek(out int next)
    {
        next = _at;
        return PerfScriptText.ReadWord(_line, ref next);
    }

    private static int CountSpacesBefore(ReadOnlySpan<byte> line, int start) => start - 1 - line[..start].LastIndexOfAnyExcept((byte)' ');
}
