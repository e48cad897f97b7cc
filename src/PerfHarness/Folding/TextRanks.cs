using System.Buffers.Binary;

namespace PerfHarness.Folding;

/// <summary>
/// Ordinal ranks of texts at the end of a line and, followed by <c>;</c>, inside a line. Sorted by four bytes at a time, since names
/// have long beginnings in common: those that are still equal are sorted by the next four. An entry is
/// <c>the four bytes (32 bits) | number of the text (31 bits) | 1 where ';' follows</c>.
/// </summary>
internal sealed class TextRanks
{
    /// <summary>Fewer are compared as a whole.</summary>
    private const int Few = 8;

    private const int KeyBytes = sizeof(uint);

    private readonly byte[][] _texts;
    private readonly ulong[] _entries;
    private readonly Stack<(int Start, int Count, int Depth)> _pending = new();

    private TextRanks(byte[][] texts)
    {
        _texts = texts;
        _entries = new ulong[texts.Length * 2];
        for (var i = 0; i < _entries.Length; i++)
        {
            _entries[i] = (uint)i;
        }
    }

    /// <param name="texts">Distinct, without NUL, and each followed by a <c>;</c>.</param>
    public static (int[] Line, int[] Prefix) Compute(byte[][] texts)
    {
        var ranks = new TextRanks(texts);
        ranks.Sort();
        var line = new int[texts.Length];
        var prefix = new int[texts.Length];
        for (var rank = 0; rank < ranks._entries.Length; rank++)
        {
            var entry = (uint)ranks._entries[rank];
            ((entry & 1) == 0 ? line : prefix)[entry >> 1] = rank;
        }

        return (line, prefix);
    }

    private void Sort()
    {
        _pending.Push((0, _entries.Length, 0));
        while (_pending.TryPop(out var part))
        {
            var entries = _entries.AsSpan(part.Start, part.Count);
            if (part.Count <= Few)
            {
                SortFew(entries, part.Depth);
            }
            else
            {
                foreach (ref var entry in entries)
                {
                    entry = ((ulong)GetKey(entry, part.Depth) << 32) | (uint)entry;
                }

                entries.Sort();
                PushEqual(entries, part.Start, part.Depth + KeyBytes);
            }
        }
    }

    private void PushEqual(ReadOnlySpan<ulong> entries, int start, int depth)
    {
        var first = 0;
        for (var i = 1; i <= entries.Length; i++)
        {
            if (i == entries.Length || entries[i] >> 32 != entries[first] >> 32)
            {
                // What ends within the key has no equal.
                if (i - first > 1 && ((entries[first] >> 32) & 0xff) != 0)
                {
                    _pending.Push((start + first, i - first, depth));
                }

                first = i;
            }
        }
    }

    private void SortFew(Span<ulong> entries, int depth)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            var entry = entries[i];
            var text = GetText(entry)[depth..];
            var at = i;
            for (; at > 0 && GetText(entries[at - 1])[depth..].SequenceCompareTo(text) > 0; at--)
            {
                entries[at] = entries[at - 1];
            }

            entries[at] = entry;
        }
    }

    private ReadOnlySpan<byte> GetText(ulong entry)
    {
        var text = _texts[(uint)entry >> 1];
        return text.AsSpan(0, text.Length - 1 + (int)(entry & 1));
    }

    // The next bytes as a number that is ordered as they are; zeros follow the end.
    private uint GetKey(ulong entry, int depth)
    {
        var rest = GetText(entry)[depth..];
        if (rest.Length >= KeyBytes)
        {
            return BinaryPrimitives.ReadUInt32BigEndian(rest);
        }

        var key = 0u;
        for (var i = 0; i < KeyBytes; i++)
        {
            key = (key << 8) | (i < rest.Length ? rest[i] : 0u);
        }

        return key;
    }
}
