using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// A callchain entry: <c>addr symbol+0xoffset (dso)</c>. The symbol may have spaces and parentheses, the dso too
/// (<c>(/memfd:doublemapper (deleted))</c>), so the dso is the balanced group that ends the line.
/// </summary>
internal static class FrameLine
{
    private const int MinUnindentedDigits = 4;

    /// <param name="needsDso">Only a line that ends in <c>(dso)</c> is one.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, Utf8Interner strings, bool needsDso, out PerfScriptFrame frame)
    {
        frame = default;
        line = line.TrimEnd(" \t"u8);
        var at = 0;
        var word = PerfScriptText.ReadWord(line, ref at);
        if (word.IsEmpty)
        {
            return false;
        }

        var rest = line[at..];
        if (!PerfScriptText.TryParseHex(word, out var address))
        {
            // perf script -F sym,dso prints no address; its lines start with a tab all the same.
            if (line[0] != (byte)'\t')
            {
                return false;
            }

            rest = line;
        }

        var dsoStart = DsoStart(rest);
        if (dsoStart < 0 && (needsDso || (address == 0 && rest.Length == line.Length)))
        {
            return false;
        }

        var dso = dsoStart < 0 ? default : WithoutOffset(rest[(dsoStart + 1)..^1], out _);
        var symbol = (dsoStart < 0 ? rest : rest[..dsoStart]).Trim(" \t"u8);
        symbol = WithoutOffset(symbol, out var offset);
        var inlined = dso.SequenceEqual("inlined"u8);
        frame = new PerfScriptFrame(address, symbol.SequenceEqual("[unknown]"u8) ? "" : strings.Intern(symbol), inlined ? "" : strings.Intern(dso),
            inlined) { Offset = offset };
        return true;
    }


    /// <summary>A frame of text that lost its indentation: <c>7f722d142778 main (/bin/t)</c>.</summary>
    public static bool IsUnindented(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)' ');
        var at = 0;
        var word = PerfScriptText.ReadWord(line, ref at);
        return at < line.Length && line[^1] == (byte)')' && PerfScriptText.TryParseHex(word, out _) && line[at..].IndexOf(" ("u8) >= 0
            && (word.Length >= MinUnindentedDigits || line[(at + 1)..].StartsWith("[unknown]"u8));
    }

    private static int DsoStart(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2 || rest[^1] != (byte)')')
        {
            return -1;
        }

        var depth = 0;
        for (var i = rest.Length - 1; i >= 0; i--)
        {
            if (rest[i] == (byte)')')
            {
                depth++;
            }
            else if (rest[i] == (byte)'(' && --depth == 0)
            {
                return i > 0 && PerfScriptText.IsSpace(rest[i - 1]) ? i : -1;
            }
        }

        // A file with a stray parenthesis in its name.
        var last = rest.LastIndexOf(" ("u8);
        return last < 0 ? -1 : last + 1;
    }

    private static ReadOnlySpan<byte> WithoutOffset(ReadOnlySpan<byte> symbol, out long offset)
    {
        var plus = symbol.LastIndexOf("+0x"u8);
        var isOffset = PerfScriptText.TryParseHex(plus > 0 ? symbol[(plus + 1)..] : default, out var value);
        offset = isOffset && value <= long.MaxValue ? (long)value : -1;
        return isOffset ? symbol[..plus] : symbol;
    }
}
