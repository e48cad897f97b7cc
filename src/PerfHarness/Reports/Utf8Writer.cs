using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace PerfHarness.Reports;

/// <summary>Buffered UTF-8 with numbers in the invariant culture, for writers of many small pieces. Does not close the stream.</summary>
internal sealed class Utf8Writer(Stream stream)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _used;

    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _used)
        {
            Flush();
            if (bytes.Length > _buffer.Length)
            {
                stream.Write(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    public void WriteRaw(string text)
    {
        if (Encoding.UTF8.GetMaxByteCount(text.Length) > _buffer.Length)
        {
            WriteRaw(Encoding.UTF8.GetBytes(text));
            return;
        }

        EnsureSpace(Encoding.UTF8.GetMaxByteCount(text.Length));
        _used += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_used));
    }

    public void WriteNumber(long value)
    {
        EnsureSpace(20);
        _ = Utf8Formatter.TryFormat(value, _buffer.AsSpan(_used), out var written);
        _used += written;
    }

    /// <summary>With thousands separated by commas: <c>1,234,567</c>.</summary>
    public void WriteGrouped(long value)
    {
        EnsureSpace(32);
        _ = value.TryFormat(_buffer.AsSpan(_used), out var written, "#,0", CultureInfo.InvariantCulture);
        _used += written;
    }

    /// <summary>Always with <paramref name="decimals"/> places: <c>12.50</c>.</summary>
    public void WriteFixed(double value, int decimals)
    {
        EnsureSpace(340);
        _ = Utf8Formatter.TryFormat(value, _buffer.AsSpan(_used), out var written, new System.Buffers.StandardFormat('F', (byte)decimals));
        _used += written;
    }

    /// <summary>In thousandths, as short as it goes: 12500 is <c>12.5</c>, 40 is <c>.04</c>.</summary>
    public void WriteThousandths(long value)
    {
        if (value < 0)
        {
            WriteRaw("-"u8);
            value = -value;
        }

        var (whole, rest) = Math.DivRem(value, 1000);
        if (whole != 0 || rest == 0)
        {
            WriteNumber(whole);
        }

        if (rest != 0)
        {
            EnsureSpace(4);
            _buffer[_used++] = (byte)'.';
            for (var digit = 100; rest != 0; rest %= digit, digit /= 10)
            {
                _buffer[_used++] = (byte)('0' + (rest / digit));
            }
        }
    }

    public void Flush()
    {
        stream.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    private void EnsureSpace(int bytes)
    {
        if (_buffer.Length - _used < bytes)
        {
            Flush();
        }
    }
}
