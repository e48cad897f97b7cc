using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// The frame on a sample's own line, where there are no callchains. It comes after the address and the text of a tracepoint, if
/// there are any, and before registers, instructions and branches:
/// <code>
///   mode: 0x00000000      7f5a402320b1 openat64 (/lib/libc.so.6) ABI:2 AX:0x1
/// </code>
/// perf pads its address to 16 columns, which distinguishes it from other numbers.
/// </summary>
internal static class FrameInLine
{
    // Numbers of tracepoints that are no words of their own are longer than what the text of another collapser would have.
    private const int MinAddressDigits = 4;

    public static bool Exists(ReadOnlySpan<byte> rest) => Find(rest) >= 0;

    public static bool TryParse(ReadOnlySpan<byte> rest, Utf8Interner strings, out PerfScriptFrame frame)
    {
        var start = Find(rest);
        if (start >= 0)
        {
            return FrameLine.TryParse(CutAfterFrame(rest[start..]), strings, needsDso: false, out frame);
        }

        // Text whose columns were lost.
        var at = 0;
        frame = default;
        var word = PerfScriptText.ReadWord(rest, ref at);
        return word.Length >= MinAddressDigits && PerfScriptText.TryParseHex(word, out _)
            && FrameLine.TryParse(rest.Trim((byte)' '), strings, needsDso: true, out frame);
    }

    // The last padded address that a symbol follows; what is before it is the address that the sample is about.
    private static int Find(ReadOnlySpan<byte> rest)
    {
        var (found, rank, at) = (-1, 0, 0);
        while (at < rest.Length)
        {
            var word = PerfScriptText.ReadWord(rest, ref at);
            var start = at - word.Length;
            if (word.SequenceEqual("=>"u8) && found >= 0)
            {
                // The target of a branch.
                break;
            }

            if (!word.IsEmpty && SampleFields.IsAddress(rest, start, word.Length))
            {
                var after = rest[at..].Trim((byte)' ');
                var score = after.IsEmpty ? 1 : after.IndexOf((byte)'(') < 0 ? 2 : 3;
                (found, rank) = score >= rank ? (start, score) : (found, rank);
            }
        }

        return found;
    }

    private static ReadOnlySpan<byte> CutAfterFrame(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd((byte)' ');
        var branch = text.IndexOf(" => "u8);
        text = branch > 0 ? text[..branch].TrimEnd((byte)' ') : text;
        if (text.IsEmpty || text[^1] == (byte)')')
        {
            return text;
        }

        var end = text.LastIndexOf(") "u8);
        return end < 0 ? text : text[..(end + 1)];
    }
}
