using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfScript;

/// <summary>
/// Reads blocks of perf's text, one after another.
/// <para>
/// A sample ends at an empty line or where the next one begins. What a line is follows from how it begins: with a tab, a frame;
/// with spaces, a sample with its frame, or more about the last frame (a source line, registers, branches); with anything else, a
/// sample. Text that was pasted has spaces for tabs, or no indentation at all. What was seen before, a sample's line or the whole
/// stack below it, is looked up and not read again.
/// </para>
/// </summary>
/// <param name="file">Name for diagnostics.</param>
internal sealed class PerfScriptBlockReader(string? file, PerfScriptOptions options)
{
    /// <summary>perf itself stops at sysctl kernel.perf_event_max_stack, 127 by default; inlining multiplies.</summary>
    private const int MaxFrames = 1 << 16;

    private const int MaxCommand = 64;

    private readonly OpenSample _sample = new(file, options);
    private PerfScriptLayout _layout;
    private SampleShape _shape = SampleShape.Unknown;
    private bool _hasEvents = true;
    private int _line; // 1-based, in the block

    private bool _isFlat; // the next sample's frame may be on its own line, as this one's
    private bool _isSkipping; // what comes next belongs to a line that is no sample

    // A line that is a sample's if a frame comes next: of -F comm,ip,sym; or the first line of a command with a line break.
    private byte[] _pending = [];
    private int _pendingLine;

    /// <summary>What perf was asked for, once that is known for all of the text.</summary>
    public SampleShape? Shape => _layout == PerfScriptLayout.Fields ? _shape : null;

    /// <summary>Goes on after an empty line of a text of that shape.</summary>
    public void Continue(SampleShape shape) => (_layout, _shape) = (PerfScriptLayout.Fields, shape);

    public PerfScriptBlock Read(ReadOnlySpan<byte> text, in TextBlock block)
    {
        _sample.BeginBlock();
        (_line, _pendingLine) = (0, _pendingLine - _line);
        text = block.IsFirst && text.StartsWith("\ufeff"u8) ? text[3..] : text;
        var (at, blank) = (0, new BlankLine());
        while (at < text.Length)
        {
            if (!options.UsesTexts || block.IsTruncated || (!TryReadHead(text, ref at) && !TryReadStack(text, ref at, ref blank)))
            {
                ReadLine(text, ref at, block);
            }
        }

        if (block.IsLast)
        {
            Emit();
        }

        return _sample.EndBlock(_line);
    }

    private bool TryReadHead(ReadOnlySpan<byte> text, ref int at)
    {
        if (_sample.Exists || _pending.Length > 0 || _layout != PerfScriptLayout.Fields || text[at] is (byte)'\t' or (byte)'\n')
        {
            return false;
        }

        var next = at;
        if (!_sample.Texts.Heads.TryRead(TextLines.Read(text, ref next), out var head, out var time, out var period) || text[next - 1] != (byte)'\n')
        {
            return false;
        }

        _sample.Begin(head, time, period);
        _isSkipping = false;
        _line++;
        at = next;
        return true;
    }

    // A sample's frames, up to the empty line.
    private bool TryReadStack(ReadOnlySpan<byte> text, ref int at, ref BlankLine blank)
    {
        var isExpected = _sample.Exists
            ? _sample.Frames.Count == 0 || _sample.HasOwnFrame
            : _layout != PerfScriptLayout.Fields && (!_isSkipping || _pending.Length > 0);
        if (text[at] != (byte)'\t' || !isExpected || !blank.TryFind(text, at))
        {
            return false;
        }

        if (!_sample.Texts.Stacks.TryRead(text[at..blank.Start], out var stack) || stack.Frames > MaxFrames)
        {
            blank.Skip();
            return false;
        }

        if (!_sample.Exists)
        {
            TryBeginBare(isOnSampleLine: false);
        }

        _line += stack.Lines + 1;
        at = blank.End;
        _sample.Emit(stack.Row, stack.Frames);
        EndAtBlankLine();
        return true;
    }

    private void ReadLine(ReadOnlySpan<byte> text, ref int at, in TextBlock block)
    {
        var line = TextLines.Read(text, ref at);
        _line++;
        if (block.IsTruncated)
        {
            _sample.ReportMalformed(line, "is too long and was truncated", _line);
        }

        Read(line);
        if (block.IsLast && at == text.Length && text[^1] != (byte)'\n' && line.Length > 0)
        {
            _sample.ReportUnterminated(_line);
        }
    }

    private void Read(ReadOnlySpan<byte> line)
    {
        if (line.Trim(" \t"u8).IsEmpty)
        {
            Emit();
            EndAtBlankLine();
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
            HeaderComment.Read(line, _sample.Block.Header);
        }
        else
        {
            ReadUnindented(line);
        }
    }

    // What comes next does not depend on what was before.
    private void EndAtBlankLine() => _isSkipping = _isFlat = false;

    // A command's name may begin with '#'. Where samples have no time, comments are before the first of them only.
    private bool IsNamedLikeComment(ReadOnlySpan<byte> line) => _layout switch
    {
        PerfScriptLayout.Bare => true,
        PerfScriptLayout.Fields => !_shape.HasThreads || SampleLine.HasThread(line),
        _ => SampleLine.HasThreadAndTime(line),
    };

    private void ReadIndented(ReadOnlySpan<byte> line)
    {
        var canBeSample = _layout is PerfScriptLayout.Unknown or PerfScriptLayout.Fields
            && (_isFlat || !_sample.Exists || SampleLine.HasThreadAndTime(line) || SampleLine.HasNoCommand(line));
        if (!(canBeSample && TryReadSample(line)) && !TryReadRecord(line))
        {
            ReadFrame(line);
        }
    }

    private void ReadUnindented(ReadOnlySpan<byte> line)
    {
        if ((_sample.Exists || _pending.Length > 0) && FrameLine.IsUnindented(line) && !SampleLine.HasThreadAndTime(line))
        {
            ReadFrame(line);
        }
        else if (line.StartsWith("PERF_RECORD_"u8) && !SampleLine.HasThreadAndTime(line))
        {
            TryReadRecord(line);
        }
        else if (!(_layout != PerfScriptLayout.Bare && TryReadSample(line)) && !TryReadRecord(line))
        {
            Emit();
            _isSkipping = _layout == PerfScriptLayout.Fields;
            if (line.Length <= MaxCommand)
            {
                (_pending, _pendingLine) = (line.ToArray(), _line);
            }
            else
            {
                _sample.ReportMalformed(line, "is not a perf script sample", _line);
            }
        }
    }

    private bool TryReadSample(ReadOnlySpan<byte> line)
    {
        if (!SampleLine.TryParse(line, _shape, out var commandText, out var fields))
        {
            return false;
        }

        var command = _sample.Texts.Strings.Intern(commandText.Trim(" \t"u8));
        var isWhole = _pending.Length == 0 && _layout == PerfScriptLayout.Fields;
        if (_layout == PerfScriptLayout.Fields && _pending.Length is > 0 and < MaxCommand / 4 && _pendingLine == _line - 1)
        {
            command = $"{_sample.Texts.Strings.Intern(_pending)}\n{command}";
            _pending = [];
        }

        Emit();
        if (fields.IsRecord)
        {
            _isSkipping = true;
            RecordText.Read(fields.Rest.TrimStart((byte)' '), _sample.Block.Header);
            return true;
        }

        var head = new SampleHead(command, fields.HasThread, fields.Pid, fields.Tid, fields.Cpu, _sample.Texts.Strings.Intern(fields.Event));
        if (isWhole && options.UsesTexts)
        {
            _sample.Texts.Heads.Add(line, fields, _sample.Texts.Heads.Intern(head));
        }

        _shape = _layout == PerfScriptLayout.Unknown ? SampleShape.Of(head) : _shape;
        (_layout, _isSkipping) = (PerfScriptLayout.Fields, false);
        _sample.Begin(head, fields.Time, fields.Period);
        _sample.HasOwnFrame = FrameInLine.TryParse(fields.Rest, _sample.Texts.Strings, out var frame);
        if (_sample.HasOwnFrame)
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
        RecordText.Read(line[record..], _sample.Block.Header);
        _isSkipping = true;
        return true;
    }

    private void ReadFrame(ReadOnlySpan<byte> line)
    {
        if (_isSkipping && _pending.Length == 0)
        {
            return;
        }

        if (_sample.Exists && _sample.Frames.Count >= MaxFrames)
        {
            _sample.ReportMalformed(line, "exceeds the maximum number of frames in a sample", _line);
        }
        else if (FrameLine.TryParse(line, _sample.Texts.Strings, needsDso: false, out var frame))
        {
            AddFrame(frame, isOnSampleLine: line[0] == (byte)' ');
        }
        else if (_sample.Exists && SourceLine.TryParse(line, out var source, out var number, out var isInlined))
        {
            if (_sample.Frames is [.., var last])
            {
                _sample.Frames[^1] = last.WithSource(number > 0 ? _sample.Texts.Strings.Intern(source) : null, number, isInlined);
            }
        }
        else if (!_sample.Exists || line[0] != (byte)' ' || !SampleExtras.Recognizes(line))
        {
            _sample.ReportMalformed(line, "is not a frame of a callchain", _line);
        }
    }

    /// <param name="isOnSampleLine">It may be a sample of its own.</param>
    private void AddFrame(in PerfScriptFrame frame, bool isOnSampleLine)
    {
        if ((!_sample.Exists || (_layout == PerfScriptLayout.FrameOnly && isOnSampleLine)) && !TryBeginBare(isOnSampleLine))
        {
            return;
        }

        if (_sample.HasOwnFrame && !isOnSampleLine)
        {
            // With a callchain below, what is on the sample's own line is the address that it is about.
            _sample.Frames.Clear();
            _sample.HasOwnFrame = _isFlat = false;
        }

        _sample.Frames.Add(frame);
    }

    // A frame without the line of a sample before it.
    private bool TryBeginBare(bool isOnSampleLine)
    {
        if (_layout == PerfScriptLayout.Fields)
        {
            // It belongs to nothing; one diagnostic says so for all of them.
            _isSkipping = true;
            ReportPending();
            return false;
        }

        var command = _pending;
        _pending = [];
        Emit();
        _layout = command.Length == 0 && isOnSampleLine ? PerfScriptLayout.FrameOnly : PerfScriptLayout.Bare;
        var head = SampleLine.ParseBare(command, _sample.Texts.Strings, _hasEvents);
        _hasEvents = head.Event.Length > 0;
        _sample.Begin(head, time: -1, period: -1);
        _isSkipping = false;
        return true;
    }

    private void Emit()
    {
        ReportPending();
        _sample.Emit();
    }

    private void ReportPending()
    {
        if (_pending is [not (byte)'#', ..])
        {
            _sample.ReportMalformed(_pending, "is not a perf script sample", _pendingLine);
        }

        _pending = [];
    }
}
