namespace PerfHarness.Formats.IO;

/// <summary>
/// Reads lines of UTF-8 text from a stream, without decoding. A line is at most <see cref="MaxLine"/> bytes; of a longer
/// one the start is given and the rest is dropped, so memory does not follow the input. Ends of line may be LF or CRLF;
/// a byte order mark at the start is skipped.
/// </summary>
internal sealed class Utf8LineReader(Stream stream, int maxLine = Utf8LineReader.MaxLine)
{
    public const int MaxLine = 4 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isEndOfStream;

    /// <summary>1-based number of the line that was read last.</summary>
    public int LineNumber { get; private set; }

    /// <summary>The line that was read last was longer than the limit.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>The line that was read last had no line feed: the input ends there.</summary>
    public bool IsUnterminated { get; private set; }

    /// <summary>The next line without its end. Valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        IsTruncated = IsUnterminated = false;
        var searched = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var length = searched + newline;
                line = TrimLine(_buffer.AsSpan(_start, length));
                _start += length + 1;
                return true;
            }

            searched = _end - _start;
            if (_isEndOfStream)
            {
                IsUnterminated = true;
                line = searched == 0 ? default : TrimLine(_buffer.AsSpan(_start, searched));
                _start = _end;
                return searched > 0;
            }

            if (searched >= maxLine)
            {
                line = TrimLine(_buffer.AsSpan(_start, maxLine));
                IsTruncated = true;
                _start = _end;
                // Into a new buffer: what has been handed out must stay untouched until the next call.
                SkipRestOfLine();
                return true;
            }

            Fill();
        }
    }

    private ReadOnlySpan<byte> TrimLine(ReadOnlySpan<byte> line)
    {
        if (LineNumber++ == 0 && line.StartsWith("\ufeff"u8))
        {
            line = line[3..];
        }

        return line.Length > 0 && line[^1] == (byte)'\r' ? line[..^1] : line;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isEndOfStream = read == 0;
    }

    private void SkipRestOfLine()
    {
        _buffer = new byte[1 << 16];
        (_start, _end) = (0, 0);
        while (!_isEndOfStream)
        {
            _end = stream.Read(_buffer, 0, _buffer.Length);
            _isEndOfStream = _end == 0;
            var newline = _buffer.AsSpan(0, _end).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                _start = newline + 1;
                return;
            }
        }
    }
}
