using System.Buffers.Text;

namespace PerfHarness.Folding;

/// <summary>
/// Writes folded lines whose frames are given as bytes. The prefix of the last line is kept, so that a line costs one
/// copy of its bytes, and frames shared with the line before are not formatted again.
/// </summary>
internal sealed class FoldedLineWriter(Stream output) : IDisposable
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private byte[] _prefix = new byte[4096];
    private int[] _ends = new int[256];
    private int _length;
    private int _used;

    /// <summary>
    /// Makes <paramref name="text"/> the line's element at <paramref name="depth"/> (1 is the first) and removes the elements
    /// after it.
    /// </summary>
    /// <param name="text">With the <c>;</c> that follows it if another one does.</param>
    public void SetFrame(int depth, byte[] text)
    {
        if (depth >= _ends.Length)
        {
            Array.Resize(ref _ends, Math.Max(depth + 1, _ends.Length * 2));
        }

        var start = _ends[depth - 1];
        _ends[depth] = _length = start + text.Length;
        if (_length > _prefix.Length)
        {
            Array.Resize(ref _prefix, Math.Max(_length, _prefix.Length * 2));
        }

        text.CopyTo(_prefix, start);
    }

    public void WriteLine(long count)
    {
        Write(_prefix.AsSpan(0, _length - 1));
        if (_buffer.Length - _used < 32)
        {
            Flush();
        }

        _buffer[_used++] = (byte)' ';
        Utf8Formatter.TryFormat(count, _buffer.AsSpan(_used), out var written);
        _used += written;
        _buffer[_used++] = (byte)'\n';
    }

    public void Dispose() => Flush();

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _used)
        {
            Flush();
            if (bytes.Length > _buffer.Length)
            {
                output.Write(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    private void Flush()
    {
        output.Write(_buffer, 0, _used);
        _used = 0;
    }
}
