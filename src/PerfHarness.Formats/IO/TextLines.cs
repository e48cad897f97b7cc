namespace PerfHarness.Formats.IO;

/// <summary>Lines of a text in memory.</summary>
internal static class TextLines
{
    /// <summary>The line from <paramref name="at"/> on, which is moved past it. Without its end, LF or CRLF.</summary>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> text, scoped ref int at)
    {
        var line = text[at..];
        var end = line.IndexOf((byte)'\n');
        line = end < 0 ? line : line[..end];
        at += line.Length + (end < 0 ? 0 : 1);
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }
}
