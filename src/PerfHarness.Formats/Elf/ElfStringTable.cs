using System.Text;

namespace PerfHarness.Formats.Elf;

/// <summary>Strings of a string table.</summary>
internal static class ElfStringTable
{
    /// <summary>The bytes from the offset to the next NUL, at most <paramref name="max"/>: tables may overlap their strings,
    /// so that without a limit a small file could expand to any amount of text.</summary>
    public static ReadOnlySpan<byte> GetBytes(ReadOnlySpan<byte> table, uint offset, int max)
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

    /// <inheritdoc cref="GetBytes"/>
    public static string GetString(ReadOnlySpan<byte> table, uint offset, int max) => Encoding.UTF8.GetString(GetBytes(table, offset, max));
}
