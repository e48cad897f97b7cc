using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.PerfScript;

/// <summary>Recognizes the text of <c>perf script</c> by its start.</summary>
internal static class PerfScriptDetector
{
    /// <summary>Whether text that starts like this has samples, or the comments of <c>--header</c> before them. Lines that are
    /// neither, as messages of perf, may be the smaller part.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> head)
    {
        var (samples, last) = (0L, head.LastIndexOf((byte)'\n'));
        // The head may end within a line.
        var lines = last > 0 ? head[..(last + 1)] : head;
        using var text = new MemoryStream(lines.ToArray());
        var header = PerfScriptReader.Read(text, block => samples += block.Samples.Count(sample => IsCertain(sample, block)), new DiagnosticBag());
        return (samples > 0 && header.MalformedLines <= header.SampleCount)
            || (header.SampleCount == 0 && header.MalformedLines == 0 && (header.OtherRecords.Count > 0 || header.PerfVersion is not null
                || head.IndexOf("# captured on"u8) >= 0 || head.IndexOf("# cmdline :"u8) >= 0));
    }

    private static bool IsCertain(in PerfScriptSample sample, PerfScriptBlock block) =>
        sample.Time >= 0 || sample.Stack > 0 || block.Heads[sample.Head] is { Event.Length: > 0 } or { Cpu: >= 0 };
}
