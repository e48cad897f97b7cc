using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Jit;

/// <summary>
/// Reads perf maps, which just-in-time compilers write as <c>/tmp/perf-PID.map</c>. A line is
/// <c>START SIZE name</c>, numbers in hex with or without <c>0x</c>, and the name is the rest of the line, blanks and all.
/// See tools/perf/Documentation/jit-interface.txt of the Linux kernel.
/// </summary>
internal static class PerfMapReader
{
    /// <summary>Largest map that is read, in bytes; of a longer one the start is. The largest seen in practice have some tens of megabytes.</summary>
    public const int MaxLength = 512 * 1024 * 1024;

    private const int MaxReportedLines = 4;

    /// <param name="maxLength">Bytes that are read at most.</param>
    public static PerfMap Read(UntrustedFile file, DiagnosticBag diagnostics, int maxLength = MaxLength)
    {
        var text = ReadAll(file, maxLength);
        if (file.Length > maxLength)
        {
            diagnostics.Warn(DiagnosticCodes.MalformedPerfMap,
                string.Create(CultureInfo.InvariantCulture, $"only the first {maxLength} of {file.Length} bytes are read"), null, file.Path);
        }

        return Read(text, file.Path, diagnostics);
    }

    /// <param name="path">For diagnostics.</param>
    public static PerfMap Read(byte[] text, string? path, DiagnosticBag diagnostics)
    {
        var entries = new List<PerfMapEntry>(text.Length / 96);
        var malformed = 0L;
        var number = 0;
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : start + length;
            number++;
            if (!TryReadLine(text, start, end, out var entry))
            {
                if (++malformed <= MaxReportedLines)
                {
                    diagnostics.Warn(DiagnosticCodes.MalformedPerfMap, $"not 'START SIZE name': {Excerpt(text.AsSpan(start, end - start))}", null,
                        path, number);
                }
            }
            else if (entry.Size > 0)
            {
                entries.Add(entry);
            }

            start = end + 1;
        }

        if (malformed > MaxReportedLines)
        {
            diagnostics.Warn(DiagnosticCodes.MalformedPerfMap,
                string.Create(CultureInfo.InvariantCulture, $"{malformed} of {number} lines are malformed and ignored"), null, path);
        }

        return new PerfMap(text, entries);
    }

    // The file may still grow or shrink: what is there is taken, once.
    private static byte[] ReadAll(UntrustedFile file, int maxLength)
    {
        var buffer = new byte[(int)Math.Min(file.Length, maxLength)];
        var read = 0;
        while (read < buffer.Length)
        {
            var count = RandomAccess.Read(file.Handle, buffer.AsSpan(read), read);
            if (count == 0)
            {
                return buffer[..read];
            }

            read += count;
        }

        return buffer;
    }

    // An empty line is an entry of no size: it is not an error.
    private static bool TryReadLine(ReadOnlySpan<byte> text, int start, int end, out PerfMapEntry entry)
    {
        entry = default;
        if (end > start && text[end - 1] == '\r')
        {
            end--;
        }

        if (start == end)
        {
            return true;
        }

        var line = text[start..end];
        var position = 0;
        if (!TryReadHex(line, ref position, out var address) || !TryReadHex(line, ref position, out var size)
            || position >= line.Length || size > ulong.MaxValue - address)
        {
            return false;
        }

        entry = new PerfMapEntry(address, size, start + position, line.Length - position);
        return true;
    }

    // Reads digits and the blanks after them.
    private static bool TryReadHex(ReadOnlySpan<byte> line, ref int position, out ulong value)
    {
        value = 0;
        if (position + 1 < line.Length && line[position] == '0' && (line[position + 1] | 0x20) == 'x')
        {
            position += 2;
        }

        var first = position;
        for (; position < line.Length && char.IsAsciiHexDigit((char)line[position]); position++)
        {
            if (value >> 60 != 0)
            {
                return false;
            }

            var c = line[position];
            value = (value << 4) | (uint)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }

        var blank = position;
        while (position < line.Length && line[position] is (byte)' ' or (byte)'\t')
        {
            position++;
        }

        return blank > first && position > blank;
    }

    private static string Excerpt(ReadOnlySpan<byte> line)
    {
        var text = System.Text.Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)]);
        return line.Length > 80 ? $"'{text}…'" : $"'{text}'";
    }
}
