using System.Numerics;

namespace PerfHarness.Formats.IO;

/// <summary>
/// Numbers distinct byte strings from 0 on, and keeps a copy of each, one behind the other:
/// <code>
///   bytes   main (/bin/t)\nspin (/bin/t)\n
///   start   0             14             28      number 1 = bytes[14..28]
/// </code>
/// Open addressing, at most half full.
/// </summary>
internal sealed class ByteTable(ulong hashMask = ulong.MaxValue)
{
    private byte[] _bytes = new byte[4096];
    private int[] _starts = new int[128];
    private Slot[] _slots = new Slot[256];

    public int Count { get; private set; }

    /// <summary>Bytes that are kept.</summary>
    public int Size => _starts[Count];

    public ReadOnlySpan<byte> this[int number] => new(_bytes, _starts[number], _starts[number + 1] - _starts[number]);

    public int GetOrAdd(ReadOnlySpan<byte> bytes, out bool added)
    {
        var number = Find(bytes, out var hash);
        added = number < 0;
        if (added)
        {
            number = Append(bytes);
            if (Count * 2 > _slots.Length)
            {
                Grow();
            }

            Insert(new Slot(hash, number + 1));
        }

        return number;
    }

    /// <summary>The number of the bytes, or -1.</summary>
    public int Find(ReadOnlySpan<byte> bytes) => Find(bytes, out _);

    /// <summary>Takes the next number for bytes that are not found.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        var start = _starts[Count];
        if (bytes.Length > _bytes.Length - start)
        {
            Array.Resize(ref _bytes, (int)Math.Min((uint)Array.MaxLength, BitOperations.RoundUpToPowerOf2((uint)start + (uint)bytes.Length)));
        }

        if (Count + 2 > _starts.Length)
        {
            Array.Resize(ref _starts, _starts.Length * 2);
        }

        bytes.CopyTo(_bytes.AsSpan(start));
        _starts[Count + 1] = start + bytes.Length;
        return Count++;
    }

    private int Find(ReadOnlySpan<byte> bytes, out uint hash)
    {
        hash = (uint)(TextHash.Compute(bytes) & hashMask);
        for (var i = (int)hash & (_slots.Length - 1); _slots[i].Next > 0; i = (i + 1) & (_slots.Length - 1))
        {
            if (_slots[i].Hash == hash && bytes.SequenceEqual(this[_slots[i].Next - 1]))
            {
                return _slots[i].Next - 1;
            }
        }

        return -1;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[old.Length * 2];
        foreach (var slot in old)
        {
            if (slot.Next > 0)
            {
                Insert(slot);
            }
        }
    }

    private void Insert(Slot slot)
    {
        var i = (int)slot.Hash & (_slots.Length - 1);
        while (_slots[i].Next > 0)
        {
            i = (i + 1) & (_slots.Length - 1);
        }

        _slots[i] = slot;
    }

    /// <param name="Next">The number plus one; 0 in a free slot.</param>
    private readonly record struct Slot(uint Hash, int Next);
}
