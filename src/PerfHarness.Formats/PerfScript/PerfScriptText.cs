using System.Buffers.Text;

namespace PerfHarness.Formats.PerfScript;

/// <summary>The small words of perf's text.</summary>
internal static class PerfScriptText
{
    public static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t';

    /// <summary>The next word, from <paramref name="at"/> on, which is moved past it.</summary>
    public static ReadOnlySpan<byte> ReadWord(ReadOnlySpan<byte> line, scoped ref int at)
    {
        while (at < line.Length && IsSpace(line[at]))
        {
            at++;
        }

        var start = at;
        while (at < line.Length && !IsSpace(line[at]))
        {
            at++;
        }

        return line[start..at];
    }

    /// <summary><c>123</c> or <c>-1</c>.</summary>
    public static bool TryParseInt32(ReadOnlySpan<byte> word, out int value) =>
        Utf8Parser.TryParse(word, out value, out var used) && used == word.Length && word[0] != (byte)'+';

    public static bool TryParseInt64(ReadOnlySpan<byte> word, out long value) =>
        Utf8Parser.TryParse(word, out value, out var used) && used == word.Length && word[0] is >= (byte)'0' and <= (byte)'9';

    /// <summary><c>TID</c> or <c>PID/TID</c>.</summary>
    public static bool TryParseIds(ReadOnlySpan<byte> word, out int pid, out int tid)
    {
        (pid, tid) = (-1, -1);
        var slash = word.IndexOf((byte)'/');
        return slash < 0 ? TryParseInt32(word, out tid) : TryParseInt32(word[..slash], out pid) && TryParseInt32(word[(slash + 1)..], out tid);
    }

    /// <summary><c>[003]</c>.</summary>
    public static bool TryParseCpu(ReadOnlySpan<byte> word, out int cpu)
    {
        cpu = -1;
        return word.Length > 2 && word[0] == (byte)'[' && word[^1] == (byte)']' && TryParseInt32(word[1..^1], out cpu);
    }

    /// <summary><c>1464.094170:</c>, in microseconds or nanoseconds, as nanoseconds.</summary>
    public static bool TryParseTime(ReadOnlySpan<byte> word, out long time)
    {
        time = -1;
        var dot = word.IndexOf((byte)'.');
        if (dot <= 0 || word[^1] != (byte)':')
        {
            return false;
        }

        var fraction = word[(dot + 1)..^1];
        if (fraction.Length is 0 or > 9 || !TryParseInt64(word[..dot], out var seconds) || !TryParseInt64(fraction, out var part)
            || seconds > long.MaxValue / 2_000_000_000)
        {
            return false;
        }

        for (var digits = fraction.Length; digits < 9; digits++)
        {
            part *= 10;
        }

        time = (seconds * 1_000_000_000) + part;
        return true;
    }

    /// <summary>An address, with or without <c>0x</c>.</summary>
    public static bool TryParseHex(ReadOnlySpan<byte> word, out ulong value)
    {
        value = 0;
        word = word.StartsWith("0x"u8) ? word[2..] : word;
        return word.Length is > 0 and <= 16 && Utf8Parser.TryParse(word, out value, out var used, 'x') && used == word.Length;
    }
}
