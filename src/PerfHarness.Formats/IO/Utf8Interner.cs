using System.Text;

namespace PerfHarness.Formats.IO;

/// <summary>
/// Gives equal bytes the same string, so that text which repeats (symbol names, files) is decoded and allocated once.
/// Open addressing over the bytes' hash; when <paramref name="limit"/> strings are held it starts over, so that malicious
/// input of ever new names costs time and not memory.
/// </summary>
internal sealed class Utf8Interner(int limit = 1 << 20)
{
    private (int Hash, byte[] Bytes, string Text)[] _slots = new (int, byte[], string)[1024];
    private int _count;

    public string Intern(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "";
        }

        var hash = Hash(bytes);
        var mask = _slots.Length - 1;
        var slot = hash & mask;
        while (_slots[slot].Text is not null)
        {
            if (_slots[slot].Hash == hash && bytes.SequenceEqual(_slots[slot].Bytes))
            {
                return _slots[slot].Text;
            }

            slot = (slot + 1) & mask;
        }

        var text = Encoding.UTF8.GetString(bytes);
        _slots[slot] = (hash, bytes.ToArray(), text);
        if (++_count >= limit)
        {
            _slots = new (int, byte[], string)[1024];
            _count = 0;
        }
        else if (_count * 2 > _slots.Length)
        {
            Grow();
        }

        return text;
    }

    private void Grow()
    {
        var slots = new (int Hash, byte[] Bytes, string Text)[_slots.Length * 2];
        foreach (var entry in _slots)
        {
            if (entry.Text is not null)
            {
                var slot = entry.Hash & (slots.Length - 1);
                while (slots[slot].Text is not null)
                {
                    slot = (slot + 1) & (slots.Length - 1);
                }

                slots[slot] = entry;
            }
        }

        _slots = slots;
    }

    // Seeded by the process: input cannot be made to collide.
    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
