using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// Reads the text of <c>perf script</c>: its default layout and what <c>-F</c> makes of it, with callchains below each
/// sample or one frame on the sample's own line. One pass, memory bounded by the distinct strings and the longest stack.
/// <para>
/// A sample ends at an empty line or where the next one begins. What a line is follows from how it begins: with a tab, a frame;
/// with spaces, a sample with its frame, or more about the last frame (a source line, registers, branches); with anything else, a
/// sample. Text that was pasted has spaces for tabs, or no indentation at all.
/// </para>
/// </summary>
internal sealed class PerfScriptReader
{
    /// <summary>perf itself stops at sysctl kernel.perf_event_max_stack, 127 by default; inlining multiplies.</summary>
    private const int MaxFrames = 1 << 16;

    private const int MaxCommand = 64;

    private readonly Utf8LineReader _lines;
    private readonly Action<PerfScriptSample> _onSample;
    private readonly DiagnosticBag _diagnostics;
    private readonly string? _file;
    private readonly Utf8Interner _strings = new();
    private readonly PerfScriptHeader _header;
    private PerfScriptSample _sample = new();
    private PerfScriptSample _next = new();
    private Layout _layout;

    private SampleShape _shape = SampleShape.Unknown;
    private bool _hasEvents = true;
    private bool _hasSample;

    // The sample's frame is on its own line; so may be that of the next one.
    private bool _hasOwnFrame;
    private bool _isFlat;

    // What comes next belongs to a line that is no sample.
    private bool _isSkipping;

    // A line that is a sample's if a frame comes next: of -F comm,ip,sym; or the first line of a command with a line break.
    private byte[] _pending = [];
    private int _pendingLine;

    private PerfScriptReader(
        Stream stream, Action<PerfScriptSample> onSample, DiagnosticBag diagnostics, string? file, PerfScriptHeader header) =>
        (_lines, _onSample, _diagnostics, _file, _header) = (new Utf8LineReader(stream), onSample, diagnostics, file, header);

    private enum Layout
    {
        Unknown,

        /// <summary>Samples have a thread, a time or an event.</summary>
        Fields,

        /// <summary>Samples have a command at most, and their frames below.</summary>
        Bare,

        /// <summary>Samples are a frame each: <c>-F ip,sym</c> without callchains.</summary>
        FrameOnly,
    }

    /// <param name="onSample">Called for each sample; the instance is used again for the next one.</param>
    /// <param name="file">Name for diagnostics.</param>
    /// <param name="header">Filled while reading: what precedes the first sample is in it when that is given.</param>
    public static PerfScriptHeader Read(
        Stream stream, Action<PerfScriptSample> onSample, DiagnosticBag diagnostics, string? file = null, PerfScriptHeader? header = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        header ??= new PerfScriptHeader();
        new PerfScriptReader(stream, onSample, diagnostics, file, header).Run();
        return header;
    }

    private void Run()
    {
        while (_lines.TryRead(out var line))
        {
            if (_lines.IsTruncated)
            {
                ReportMalformed(line, "is too long and was truncated", _lines.LineNumber);
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
        else if (line[0] == (byte)'\t')
        {
            ReadFrame(line);
        }
        else if (line[0] == (byte)' ')
        {
            ReadIndented(line);
        }
        else if (line[0] == (byte)'#' && !IsNamedLikeComment(line))
        {
            HeaderComment.Read(line, _header);
        }
        else
        {
            ReadUnindented(line);
        }
    }

    // A command's name may begin with '#'. Where samples have no time, comments are before the first of them only.
    private bool IsNamedLikeComment(ReadOnlySpan<byte> line) => _layout switch
    {
        Layout.Bare => true,
        Layout.Fields => !_shape.HasThreads || SampleLine.HasThread(line),
        _ => SampleLine.HasThreadAndTime(line),
    };

    private void ReadIndented(ReadOnlySpan<byte> line)
    {
        var canBeSample = _layout is Layout.Unknown or Layout.Fields
            && (_isFlat || !_hasSample || SampleLine.HasThreadAndTime(line) || SampleLine.HasNoCommand(line));
        if (!(canBeSample && TryReadSample(line)) && !TryReadRecord(line))
        {
            ReadFrame(line);
        }
    }

    private void ReadUnindented(ReadOnlySpan<byte> line)
    {
        if ((_hasSample || _pending.Length > 0) && FrameLine.IsUnindented(line) && !SampleLine.HasThreadAndTime(line))
        {
            ReadFrame(line);
        }
        else if (line.StartsWith("PERF_RECORD_"u8) && !SampleLine.HasThreadAndTime(line))
        {
            TryReadRecord(line);
        }
        else if (!(_layout != Layout.Bare && TryReadSample(line)) && !TryReadRecord(line))
        {
            Emit();
            _isSkipping = _layout == Layout.Fields;
            if (line.Length <= MaxCommand)
            {
                (_pending, _pendingLine) = (line.ToArray(), _lines.LineNumber);
            }
            else
            {
                ReportMalformed(line, "is not a perf script sample", _lines.LineNumber);
            }
        }
    }

    private bool TryReadSample(ReadOnlySpan<byte> line)
    {
        if (!SampleLine.TryParse(line, _next, _strings, _shape, out var rest, out var isRecord))
        {
            return false;
        }

        if (_layout == Layout.Fields && _pending.Length is > 0 and < MaxCommand / 4 && _pendingLine == _lines.LineNumber - 1)
        {
            _next.Command = $"{_strings.Intern(_pending)}\n{_next.Command}";
            _pending = [];
        }

        Emit();
        _isSkipping = isRecord;
        if (isRecord)
        {
            RecordText.Read(rest.TrimStart((byte)' '), _header);
            return true;
        }

        (_sample, _next) = (_next, _sample);
        _shape = _layout == Layout.Unknown ? SampleShape.Of(_sample) : _shape;
        (_hasSample, _layout) = (true, Layout.Fields);
        _hasOwnFrame = FrameInLine.TryParse(rest, _strings, out var frame);
        if (_hasOwnFrame)
        {
            _sample.Frames.Add(frame);
            _isFlat = true;
        }

        return true;
    }

    private bool TryReadRecord(ReadOnlySpan<byte> line)
    {
        var record = line.IndexOf("PERF_RECORD_"u8);
        if (record < 0 || record > MaxCommand || (record > 0 && line[record - 1] != (byte)' '))
        {
            return false;
        }

        Emit();
        RecordText.Read(line[record..], _header);
        _isSkipping = true;
        return true;
    }

    private void ReadFrame(ReadOnlySpan<byte> line)
    {
        if (_isSkipping && _pending.Length == 0)
        {
            return;
        }

        if (_hasSample && _sample.Frames.Count >= MaxFrames)
        {
            ReportMalformed(line, "exceeds the maximum number of frames in a sample", _lines.LineNumber);
        }
        else if (FrameLine.TryParse(line, _strings, needsDso: false, out var frame))
        {
            AddFrame(frame, isOnSampleLine: line[0] == (byte)' ');
        }
        else if (_hasSample && SourceLine.TryParse(line, out var file, out var number, out var isInlined))
        {
            SetSource(file, number, isInlined);
        }
        else if (!_hasSample || line[0] != (byte)' ' || !SampleExtras.Recognizes(line))
        {
            ReportMalformed(line, "is not a frame of a callchain", _lines.LineNumber);
        }
    }

    /// <param name="isOnSampleLine">It may be a sample of its own.</param>
    private void AddFrame(in PerfScriptFrame frame, bool isOnSampleLine)
    {
        if ((!_hasSample || (_layout == Layout.FrameOnly && isOnSampleLine)) && !TryBeginBare(isOnSampleLine))
        {
            return;
        }

        if (_hasOwnFrame && !isOnSampleLine)
        {
            // With a callchain below, what is on the sample's own line is the address that it is about.
            _sample.Frames.Clear();
            _hasOwnFrame = _isFlat = false;
        }

        _sample.Frames.Add(frame);
    }

    private void SetSource(ReadOnlySpan<byte> file, int number, bool isInlined)
    {
        if (_sample.Frames.Count > 0)
        {
            var frame = _sample.Frames[^1] with { Inlined = isInlined || _sample.Frames[^1].Inlined };
            _sample.Frames[^1] = number > 0 ? frame with { SourceFile = _strings.Intern(file), SourceLine = number } : frame;
        }
    }

    // A frame without the line of a sample before it.
    private bool TryBeginBare(bool isOnSampleLine)
    {
        if (_layout == Layout.Fields)
        {
            // It belongs to nothing; one diagnostic says so for all of them.
            _isSkipping = true;
            ReportPending();
            return false;
        }

        var command = _pending;
        _pending = [];
        Emit();
        _layout = command.Length == 0 && isOnSampleLine ? Layout.FrameOnly : Layout.Bare;
        SampleLine.ParseBare(command, _sample, _strings, _hasEvents);
        _hasEvents = _sample.Event.Length > 0;
        (_hasSample, _hasOwnFrame) = (true, false);
        return true;
    }

    private void Emit()
    {
        ReportPending();
        if (_hasSample)
        {
            _hasSample = false;
            _header.SampleCount++;
            _header.LongestStack = Math.Max(_header.LongestStack, _sample.Frames.Count);
            _onSample(_sample);
        }
    }

    private void ReportPending()
    {
        if (_pending.Length > 0)
        {
            if (_pending[0] != (byte)'#')
            {
                ReportMalformed(_pending, "is not a perf script sample", _pendingLine);
            }

            _pending = [];
        }
    }

    private void ReportMalformed(ReadOnlySpan<byte> line, string what, int number)
    {
        _header.MalformedLines++;
        if (_diagnostics.GetCount(DiagnosticCodes.MalformedLine) < DiagnosticBag.MaxPerCode)
        {
            var text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)]);
            _diagnostics.Warn(DiagnosticCodes.MalformedLine, $"'{text.Trim()}' {what}", null, _file, number);
        }
    }
}
