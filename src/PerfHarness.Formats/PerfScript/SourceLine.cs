namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// What <c>-F +srcline</c> prints below a frame, and says there of a call that was inlined instead of behind its name:
/// <code>
///   file.c:12
///   file.c:12 (inlined)
///   :0                                  the debug information has no line
///   libc.so.6[27b25]                    there is no debug information
/// </code>
/// </summary>
internal static class SourceLine
{
    /// <param name="file">Empty where no line is known; <paramref name="number"/> is 0 then.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> file, out int number, out bool isInlined)
    {
        line = line.Trim(" \t"u8);
        isInlined = line.EndsWith("(inlined)"u8);
        line = isInlined ? line[..^"(inlined)".Length].TrimEnd((byte)' ') : line;
        var discriminator = line.IndexOf(" (discriminator "u8);
        line = discriminator > 0 ? line[..discriminator] : line;
        file = default;
        number = 0;
        var colon = line.LastIndexOf((byte)':');
        var digits = line[(colon + 1)..];
        if (colon >= 0 && (digits.SequenceEqual("?"u8) || PerfScriptText.TryParseInt32(digits, out number)))
        {
            var isKnown = colon > 0 && number > 0 && !line[..colon].SequenceEqual("??"u8);
            file = isKnown ? line[..colon] : default;
            number = isKnown ? number : 0;
            return true;
        }

        var bracket = line.LastIndexOf((byte)'[');
        return line.IsEmpty || (bracket >= 0 && line[^1] == (byte)']' && PerfScriptText.TryParseHex(line[(bracket + 1)..^1], out _));
    }
}
