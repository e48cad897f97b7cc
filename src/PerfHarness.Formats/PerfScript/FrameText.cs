using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>A frame's line, which begins with a tab, and what is below it that begins with spaces.</summary>
internal static class FrameText
{
    /// <returns>False for anything else, which may mean something different in another place.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, Utf8Interner strings, out PerfScriptFrame frame)
    {
        var at = 0;
        var line = TextLines.Read(text, ref at);
        if (!FrameLine.TryParse(line, strings, needsDso: false, out frame))
        {
            return false;
        }

        while (at < text.Length)
        {
            line = TextLines.Read(text, ref at);
            if (line.Trim(" \t"u8).IsEmpty || line[0] != (byte)' ' || SampleLine.HasThreadAndTime(line) || SampleLine.HasNoCommand(line)
                || line.IndexOf("PERF_RECORD_"u8) >= 0 || FrameLine.TryParse(line, strings, needsDso: false, out _))
            {
                return false;
            }

            if (SourceLine.TryParse(line, out var file, out var number, out var isInlined))
            {
                frame = frame.WithSource(number > 0 ? strings.Intern(file) : null, number, isInlined);
            }
            else if (!SampleExtras.Recognizes(line))
            {
                return false;
            }
        }

        return true;
    }
}
