namespace PerfHarness.Formats.IO;

/// <summary>
/// Cuts a text into blocks after an empty line each, so that each can be read without the others:
/// <code>
///   stream   │a b c││d e││f g h││i j │k││l m…      ││ an empty line
///   blocks   │a b c  d e  f g h│                   the most that fits the size
///                              │i j  k│  …         what was read beyond it comes first in the next
/// </code>
/// Where no empty line fits, a block ends with a line and is not closed; a line that does not fit makes it larger, up to
/// <paramref name="maxLine"/> bytes, and what a line has beyond these is left out. So the blocks depend on the text and the size
/// alone, and memory does not follow the input.
/// </summary>
internal sealed class TextBlocks(Stream stream, int size = TextBlocks.DefaultSize, int maxLine = Utf8LineReader.MaxLine)
{
    /// <summary>Stays in the cache of a core; with less, the calls cost, with more, the memory.</summary>
    public const int DefaultSize = 1 << 20;

    private byte[] _rest = [];
    private int _restLength;
    private bool _isStarted;
    private bool _isClosed = true;
    private bool _isEnd;

    /// <summary>Reads the next block.</summary>
    /// <param name="buffer">Takes the block; replaced where it is too small.</param>
    public bool TryRead(ref byte[] buffer, out TextBlock block)
    {
        block = default;
        if (_isEnd)
        {
            return false;
        }

        var limit = size;
        while (limit <= _restLength)
        {
            limit = Math.Min(limit * 2, maxLine);
        }

        Reserve(ref buffer, limit, 0);
        _rest.AsSpan(0, _restLength).CopyTo(buffer);
        var length = _restLength;
        _restLength = 0;
        while (true)
        {
            length += stream.ReadAtLeast(buffer.AsSpan(length, limit - length), limit - length, throwOnEndOfStream: false);
            _isEnd = length < limit;
            if (_isEnd)
            {
                var isExpected = length > 0 || !_isStarted || !_isClosed;
                block = Take(length, isTruncated: false, isClosed: true);
                return isExpected;
            }

            if (FindEnd(buffer.AsSpan(0, length), out var isClosed) is > 0 and var end)
            {
                Keep(buffer.AsSpan(end, length - end));
                block = Take(end, isTruncated: false, isClosed);
                return true;
            }

            if (limit >= maxLine)
            {
                block = Take(length, isTruncated: true, isClosed: false);
                SkipLine();
                return true;
            }

            limit = Math.Min(limit * 2, maxLine);
            Reserve(ref buffer, limit, length);
        }
    }

    private TextBlock Take(int length, bool isTruncated, bool isClosed)
    {
        var block = new TextBlock(length, !_isStarted, _isEnd, isClosed, isTruncated);
        _isStarted = true;
        _isClosed = isClosed;
        return block;
    }

    // After the last empty line, else after the last line.
    private static int FindEnd(ReadOnlySpan<byte> text, out bool isClosed)
    {
        isClosed = true;
        var at = text.LastIndexOf("\n\n"u8);
        if (at >= 0)
        {
            return at + 2;
        }

        at = text.LastIndexOf("\n\r\n"u8);
        if (at >= 0)
        {
            return at + 3;
        }

        isClosed = false;
        return text.LastIndexOf((byte)'\n') + 1;
    }

    private void SkipLine()
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (buffer.AsSpan(0, read).IndexOf((byte)'\n') is >= 0 and var end)
            {
                Keep(buffer.AsSpan((end + 1)..read));
                return;
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        Reserve(ref _rest, rest.Length, 0);
        rest.CopyTo(_rest);
        _restLength = rest.Length;
    }

    private static void Reserve(ref byte[] buffer, int length, int used)
    {
        if (buffer.Length < length)
        {
            var larger = GC.AllocateUninitializedArray<byte>(length);
            buffer.AsSpan(0, used).CopyTo(larger);
            buffer = larger;
        }
    }
}
