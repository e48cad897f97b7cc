using System.Buffers.Text;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Folded;

/// <summary>
/// Reads folded stacks as flamegraph.pl does: a count at the end of the line, which may be a decimal, one more before it
/// in the two-column form of difffolded.pl. Empty lines and comments (<c>#</c>) are skipped, what has no count is a
/// diagnostic.
/// </summary>
/// <param name="file">Name for diagnostics.</param>
internal sealed class FoldedReader(Stream stream, DiagnosticBag diagnostics, string? file = null)
{
    /// <summary>Larger counts are corrupt; sums of them must fit 64 bits.</summary>
    private const decimal MaxCount = 1_000_000_000_000_000;

    /// <summary>A number of as many digits is less than <see cref="MaxCount"/>.</summary>
    private const int MaxDigits = 15;

    private readonly Utf8LineReader _lines = new(stream);

    /// <summary>Lines that were not read as a stack.</summary>
    public long MalformedLines { get; private set; }

    public bool TryRead(out FoldedLine result)
    {
        while (_lines.TryRead(out var line))
        {
            if (_lines.IsTruncated)
            {
                ReportMalformed(line, "is too long");
                continue;
            }

            line = TrimEnd(line);
            if (line.IsEmpty || line[0] == (byte)'#')
            {
                continue;
            }

            if (TryParse(line, out result))
            {
                return true;
            }

            ReportMalformed(line, "does not end with a count");
        }

        result = default;
        return false;
    }

    /// <summary>Whether text that starts like this is folded: its first stack has a count, and most lines do.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> head)
    {
        int valid = 0, invalid = 0;
        while (!head.IsEmpty && valid + invalid < 100)
        {
            var newline = head.IndexOf((byte)'\n');
            if (newline < 0 && valid + invalid > 0)
            {
                // The head may end within a line.
                break;
            }

            var line = newline < 0 ? head : head[..newline];
            line = TrimEnd(line is [.., (byte)'\r'] ? line[..^1] : line);
            head = newline < 0 ? default : head[(newline + 1)..];
            if (!line.IsEmpty && line[0] != (byte)'#')
            {
                _ = TryParse(line, out _) ? valid++ : invalid++;
            }
        }

        return valid > invalid;
    }

    private static bool TryParse(ReadOnlySpan<byte> line, out FoldedLine result)
    {
        result = default;
        if (!TryTakeCount(ref line, out var count))
        {
            return false;
        }

        var stack = line;
        decimal? before = null;
        if (TryTakeCount(ref stack, out var first))
        {
            before = first;
            line = stack;
        }

        result = new FoldedLine(line, count, before);
        return true;
    }

    // Takes " 12.5" from the end. A line of nothing but a count is the empty stack's, as stackcollapse-perf.pl prints it.
    private static bool TryTakeCount(ref ReadOnlySpan<byte> line, out decimal count)
    {
        var start = line.Length;
        while (start > 0 && line[start - 1] is (>= (byte)'0' and <= (byte)'9') or (byte)'.')
        {
            start--;
        }

        count = 0;
        if (start == 0 || line[start - 1] is not ((byte)' ' or (byte)'\t') || !TryParseCount(line[start..], out count))
        {
            return false;
        }

        line = TrimEnd(line[..start]);
        return true;
    }

    private static bool TryParseCount(ReadOnlySpan<byte> text, out decimal count)
    {
        count = 0;
        if (text.IsEmpty || text[0] == (byte)'.')
        {
            return false;
        }

        // Most are whole and short.
        var (whole, digits) = (0L, 0);
        while (digits < text.Length && digits < MaxDigits && text[digits] != (byte)'.')
        {
            whole = (whole * 10) + (text[digits++] - '0');
        }

        if (digits == text.Length)
        {
            count = whole;
            return true;
        }

        return Utf8Parser.TryParse(text, out count, out var used) && used == text.Length && count <= MaxCount;
    }

    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> line)
    {
        var end = line.Length;
        while (end > 0 && line[end - 1] is (byte)' ' or (byte)'\t')
        {
            end--;
        }

        return line[..end];
    }

    private void ReportMalformed(ReadOnlySpan<byte> line, string what)
    {
        MalformedLines++;
        if (diagnostics.GetCount(DiagnosticCodes.MalformedLine) < DiagnosticBag.MaxPerCode)
        {
            var text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 80)]);
            diagnostics.Warn(DiagnosticCodes.MalformedLine, $"'{text}' {what}", null, file, _lines.LineNumber);
        }
    }
}
