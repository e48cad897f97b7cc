using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// Reads the text of <c>perf script</c>: its default layout and what <c>-F</c> makes of it, with callchains below each
/// sample or one frame on the sample's own line. One pass, memory bounded by the distinct strings and the longest stack.
/// </summary>
internal sealed class PerfScriptReader
{
    /// <summary>perf itself stops at sysctl kernel.perf_event_max_stack, 127 by default; inlining multiplies.</summary>
    private const int MaxFrames = 1 << 16;

    private readonly Utf8LineReader _lines;
    private readonly Action<PerfScriptSample> _onSample;
    private readonly DiagnosticBag _diagnostics;
    private readonly string? _file;
    private readonly Utf8Interner _strings = new();
    private readonly PerfScriptSample _sample = new();
    private readonly PerfScriptHeader _header = new();
    private readonly PerfScriptSample _scratch = new();
    private bool _hasSample;
    private bool _isFlat;
    private bool _isSkipping;

    private PerfScriptReader(Stream stream, Action<PerfScriptSample> onSample, DiagnosticBag diagnostics, string? file) =>
        (_lines, _onSample, _diagnostics, _file) = (new Utf8LineReader(stream), onSample, diagnostics, file);

    /// <param name="onSample">Called for each sample; the instance is used again for the next one.</param>
    /// <param name="file">Name for diagnostics.</param>
    public static PerfScriptHeader Read(Stream stream, Action<PerfScriptSample> onSample, DiagnosticBag diagnostics, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var reader = new PerfScriptReader(stream, onSample, diagnostics, file);
        reader.Run();
        return reader._header;
    }

    /// <summary>Whether text that starts like this is perf's: a sample's line, or the comments of <c>--header</c> before it.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> head)
    {
        var sample = new PerfScriptSample();
        var strings = new Utf8Interner();
        var comments = false;
        while (!head.IsEmpty)
        {
            var newline = head.IndexOf((byte)'\n');
            var line = (newline < 0 ? head : head[..newline]).TrimEnd("\r"u8);
            head = newline < 0 ? default : head[(newline + 1)..];
            if (line.Trim(" \t"u8).IsEmpty || line[0] == (byte)'#')
            {
                comments |= line.StartsWith("# captured on"u8) || line.StartsWith("# perf version"u8) || line.StartsWith("# cmdline :"u8);
                continue;
            }

            return comments
                || (SampleLine.TryParse(line, sample, strings, out _)
                && (sample.Time >= 0 || sample.Event.Length > 0 || line[^1] == (byte)')' || sample.Cpu >= 0));
        }

        return comments;
    }

    private void Run()
    {
        while (_lines.TryRead(out var line))
        {
            if (_lines.IsTruncated)
            {
                ReportMalformed(line, "is too long and was truncated");
            }

            Read(line);
            if (_lines.IsUnterminated && line.Length > 0)
            {
                _diagnostics.Warn(DiagnosticCodes.TruncatedInput, "the text ends in the middle of a line", "The last sample may be incomplete.",
                    _file, _lines.LineNumber);
            }
        }

        Emit();
    }

    private void Read(ReadOnlySpan<byte> line)
    {
        if (line.Trim(" \t"u8).IsEmpty)
        {
            Emit();
            _isSkipping = false;
        }
        else if (line[0] == (byte)'#')
        {
            HeaderComment.Read(line, _header);
        }
        else if (PerfScriptText.IsSpace(line[0]) && (_hasSample || _isSkipping) && !IsSampleStart(line))
        {
            ReadFrame(line);
        }
        else
        {
            ReadSample(line);
        }
    }

    // Samples that carry their frame themselves are indented with spaces; frames are indented with a tab by perf, but
    // with spaces where the text was pasted.
    private bool IsSampleStart(ReadOnlySpan<byte> line) =>
        line[0] == (byte)' ' && (SampleLine.HasTime(line) || (_isFlat && SampleLine.TryParse(line, _scratch, _strings, out _)));

    private void ReadSample(ReadOnlySpan<byte> line)
    {
        Emit();
        _isSkipping = false;
        _sample.Clear();
        if (!SampleLine.TryParse(line, _sample, _strings, out var rest))
        {
            // The frames below belong to nothing; one diagnostic says so for all of them.
            _isSkipping = true;
            ReportMalformed(line, "is not a perf script sample");
            return;
        }

        rest = rest.Trim(" \t"u8);
        if (rest.StartsWith("PERF_RECORD_"u8))
        {
            ReadRecord(rest);
            _isSkipping = true;
            return;
        }

        _hasSample = true;
        if (!rest.IsEmpty && FrameLine.TryParse(rest, _strings, needsDso: true, out var frame))
        {
            _sample.Frames.Add(frame);
            _isFlat = true;
        }
    }

    private void ReadFrame(ReadOnlySpan<byte> line)
    {
        if (_isSkipping)
        {
            return;
        }

        if (_sample.Frames.Count >= MaxFrames)
        {
            ReportMalformed(line, "exceeds the maximum number of frames in a sample");
        }
        else if (FrameLine.TryParse(line, _strings, needsDso: false, out var frame))
        {
            _sample.Frames.Add(frame);
        }
        else if (_sample.Frames.Count > 0 && FrameLine.TryParseSource(line, out var file, out var number))
        {
            if (number > 0)
            {
                _sample.Frames[^1] = _sample.Frames[^1] with { SourceFile = _strings.Intern(file), SourceLine = number };
            }
        }
        else if (_sample.Frames.Count == 0 || line.IndexOf((byte)'[') < 0)
        {
            // "  [kernel.kallsyms][ffffffff81000000]" is how perf says that it has no source line.
            ReportMalformed(line, "is not a frame of a callchain");
        }
    }

    private void ReadRecord(ReadOnlySpan<byte> text)
    {
        var lost = text.IndexOf(" lost "u8);
        if (text.StartsWith("PERF_RECORD_LOST"u8) && lost > 0)
        {
            var at = lost + 6;
            if (PerfScriptText.TryParseInt64(PerfScriptText.ReadWord(text, ref at), out var count) && count < long.MaxValue / 2
                && _header.LostRecords < long.MaxValue / 2)
            {
                _header.LostRecords += count;
            }
        }
    }

    private void Emit()
    {
        if (_hasSample)
        {
            _hasSample = false;
            _header.SampleCount++;
            _onSample(_sample);
        }
    }

    private void ReportMalformed(ReadOnlySpan<byte> line, string what)
    {
        _header.MalformedLines++;
        if (_diagnostics.GetCount(DiagnosticCodes.MalformedLine) < DiagnosticBag.MaxPerCode)
        {
            var text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)]);
            _diagnostics.Warn(DiagnosticCodes.MalformedLine, $"'{text.Trim()}' {what}", null, _file, _lines.LineNumber);
        }
    }
}
