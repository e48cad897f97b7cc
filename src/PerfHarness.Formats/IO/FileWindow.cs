using Microsoft.Win32.SafeHandles;

namespace PerfHarness.Formats.IO;

/// <summary>Reads pieces of a file through one buffer, for walks that go forward and skip most of it. A file that shrinks
/// in the meantime only reads short.</summary>
internal sealed class FileWindow
{
    private readonly SafeFileHandle? _file;
    private byte[] _buffer;
    private long _start;
    private int _count;

    public FileWindow(SafeFileHandle file, long length) => (_file, _buffer, Length) = (file, new byte[64 * 1024], length);

    /// <summary>A file that is already in memory.</summary>
    public FileWindow(byte[] bytes) => (_buffer, _count, Length) = (bytes, bytes.Length, bytes.Length);

    public long Length { get; }

    /// <summary>The bytes at the offset: fewer than requested at the end of the file. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(long offset, int count)
    {
        count = (int)Math.Min(count, Math.Max(0, Length - offset));
        if (offset < _start || offset + count > _start + _count)
        {
            Fill(offset, count);
        }

        var skip = (int)(offset - _start);
        return _buffer.AsSpan(skip, Math.Min(count, _count - skip));
    }

    private void Fill(long offset, int atLeast)
    {
        if (atLeast > _buffer.Length)
        {
            _buffer = new byte[Math.Max(atLeast, (int)Math.Min(_buffer.Length * 2L, int.MaxValue / 2))];
        }

        _start = offset;
        _count = 0;
        while (_file is not null && _count < _buffer.Length)
        {
            var read = RandomAccess.Read(_file, _buffer.AsSpan(_count), offset + _count);
            if (read == 0)
            {
                break;
            }

            _count += read;
        }
    }
}
