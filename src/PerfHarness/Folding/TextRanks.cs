using System.Buffers.Binary;

namespace PerfHarness.Folding;

/// <summary>
/// Ordinal ranks of texts at the end of a line and, followed by <c>;</c>, inside a line. Sorted by eight bytes at a time, since names
/// have long beginnings in common: those that are still equal are sorted by the next eight.
/// </summary>
internal sealed class TextRanks
{
    /// <summary>Fewer are compared as a whole.</summary>
    private const int Few = 8;

    private const int KeyBytes = sizeof(ulong);

    // The texts, and their slots: the text's number times 2, plus 1 for the one with ';'.
    private readonly byte[][] _texts;
    private readonly int[] _slots;
    private readonly ulong[] _keys;
    private readonly Stack<(int Start, int Count, int Depth)> _pending = [];

    private TextRanks(byte[][] texts)
    {
        _texts = texts;
        _slots = new int[texts.Length * 2];
        _keys = new ulong[_slots.Length];
        for (var i = 0; i < _slots.Length; i++)
        {
            _slots[i] = i;
        }
    }

    /// <param name="texts">Distinct, without NUL, and each followed by a <c>;</c>.</param>
    public static (int[] Line, int[] Prefix) Compute(byte[][] texts)
    {
        var ranks = new TextRanks(texts);
        ranks.Sort();
        var line = new int[texts.Length];
        var prefix = new int[texts.Length];
        for (var rank = 0; rank < ranks._slots.Length; rank++)
        {
            var slot = ranks._slots[rank];
            ((slot & 1) == 0 ? line : prefix)[slot >> 1] = rank;
        }

        return (line, prefix);
    }

    private void Sort()
    {
        _pending.Push((0, _slots.Length, 0));
        while (_pending.TryPop(out var part))
        {
            var slots = _slots.AsSpan(part.Start, part.Count);
            if (part.Count <= Few)
            {
                SortFew(slots, part.Depth);
            }
            else
            {
                var keys = _keys.AsSpan(part.Start, part.Count);
                for (var i = 0; i < keys.Length; i++)
                {
                    keys[i] = GetKey(slots[i], part.Depth);
                }

                keys.Sort(slots);
                PushEqual(keys, part.Start, part.Depth + KeyBytes);
            }
        }
    }

    private void PushEqual(ReadOnlySpan<ulong> keys, int start, int depth)
    {
        var first = 0;
        for (var i = 1; i <= keys.Length; i++)
        {
            if (i == keys.Length || keys[i] != keys[first])
            {
                // What ends within the key has no equal.
                if (i - first > 1 && (keys[first] & 0xff) != 0)
                {
                    _pending.Push((start + first, i - first, depth));
                }

                first = i;
            }
        }
    }

    private void SortFew(Span<int> slots, int depth)
    {
        for (var i = 1; i < slots.Length; i++)
        {
            var slot = slots[i];
            var text = GetText(slot)[depth..];
            var at = i;
            for (; at > 0 && GetText(slots[at - 1])[depth..].SequenceCompareTo(text) > 0; at--)
            {
                slots[at] = slots[at - 1];
            }

            slots[at] = slot;
        }
    }

    private ReadOnlySpan<byte> GetText(int slot)
    {
        var text = _texts[slot >> 1];
        return text.AsSpan(0, text.Length - 1 + (slot & 1));
    }

    // The next bytes as a number that is ordered as they are; zeros follow the end.
    private ulong GetKey(int slot, int depth)
    {
        var rest = GetText(slot)[depth..];
        if (rest.Length >= KeyBytes)
        {
            return BinaryPrimitives.ReadUInt64BigEndian(rest);
        }

        var key = 0UL;
        for (var i = 0; i < KeyBytes; i++)
        {
            key = (key << 8) | (i < rest.Length ? rest[i] : 0u);
        }

        return key;
    }
}
