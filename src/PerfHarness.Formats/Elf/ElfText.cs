using System.Text;

namespace PerfHarness.Formats.Elf;

/// <summary>Strings of a string table.</summary>
public static class ElfText
{
    /// <summary>The bytes from the offset to the next NUL, at most <paramref name="max"/>: tables may overlap their strings,
    /// so that without a limit a small file could stand for any amount of text.</summary>
    public static ReadOnlySpan<byte> BytesAt(ReadOnlySpan<byte> table, uint offset, int max)
    {
        if (offset >= (uint)table.Length)
        {
            return default;
        }

        var text = table[(int)offset..];
        text = text[..Math.Min(text.Length, max)];
        var end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    /// <inheritdoc cref="BytesAt"/>
    public static string At(ReadOnlySpan<byte> table, uint offset, int max) => Encoding.UTF8.GetString(BytesAt(table, offset, max));
}
