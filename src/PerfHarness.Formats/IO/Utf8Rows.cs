namespace PerfHarness.Formats.IO;

/// <summary>
/// Numbers distinct texts by their bytes, from 0 in the order in which they are first seen, without decoding them. Open addressing
/// over the bytes' hash, at most half full.
/// </summary>
internal sealed class Utf8Rows
{
    private Slot[] _slots = new Slot[1024];
    private byte[][] _rows = new byte[512][];

    /// <summary>Distinct texts.</summary>
    public int Count { get; private set; }

    public int GetOrAdd(ReadOnlySpan<byte> text, out bool added)
    {
        var hash = Hash(text);
        var mask = _slots.Length - 1;
        var index = hash & mask;
        while (_slots[index].Number != 0)
        {
            var row = _slots[index].Number - 1;
            if (_slots[index].Hash == hash && text.SequenceEqual(_rows[row]))
            {
                added = false;
                return row;
            }

            index = (index + 1) & mask;
        }

        added = true;
        _slots[index] = new Slot { Hash = hash, Number = Count + 1 };
        _rows[Count] = text.ToArray();
        if (++Count == _rows.Length)
        {
            Grow();
        }

        return Count - 1;
    }

    private void Grow()
    {
        var rows = new byte[Count * 2][];
        Array.Copy(_rows, rows, Count);
        var slots = new Slot[rows.Length * 2];
        foreach (var slot in _slots)
        {
            if (slot.Number != 0)
            {
                var index = slot.Hash & (slots.Length - 1);
                while (slots[index].Number != 0)
                {
                    index = (index + 1) & (slots.Length - 1);
                }

                slots[index] = slot;
            }
        }

        (_rows, _slots) = (rows, slots);
    }

    // Seeded by the process: input cannot be made to collide.
    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    private struct Slot
    {
        public int Hash;
        public int Number; // of the row, from 1; 0: free
    }
}
