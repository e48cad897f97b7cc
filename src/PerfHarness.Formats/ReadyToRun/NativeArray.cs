using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// A sparse array: blocks of 16 elements, each a binary tree of at most four levels.
/// <code>
/// header: count &lt;&lt; 2 | width of a block offset (0: 1 byte, 1: 2 bytes, 2: 4 bytes)
/// block offsets, from the end of the header
/// tree node: bit 0 has a lower child (it follows), bit 1 has a higher child (at node + value &gt;&gt; 2);
///            neither: the block has one element, its number in the block is value &gt;&gt; 2 and its data follow
/// </code>
/// </summary>
internal readonly ref struct NativeArray
{
    private const int BlockSize = 16;
    private readonly ReadOnlySpan<byte> _span;
    private readonly int _base;
    private readonly int _width;

    public NativeArray(ReadOnlySpan<byte> span)
    {
        _span = span;
        var reader = new SpanReader(span);
        var header = reader.ReadNativeUnsigned();
        _base = reader.Position;
        _width = 1 << (int)(header & 3);
        IsCorrupt = reader.Failed || (header & 3) == 3;
        // Every block of 16 has an offset, so more elements than that cannot be there, whatever the header says.
        Count = IsCorrupt ? 0 : (int)Math.Min(header >> 2, (long)(span.Length - _base) / _width * BlockSize);
    }

    public int Count { get; }

    public bool IsCorrupt { get; }

    /// <summary>The offset of the element's data in the span.</summary>
    public bool TryGet(int index, out int offset)
    {
        offset = 0;
        if ((uint)index >= (uint)Count)
        {
            return false;
        }

        var reader = new SpanReader(_span);
        reader.Seek(_base + (long)(index / BlockSize) * _width);
        long position = _base + (_width switch { 1 => reader.ReadByte(), 2 => reader.ReadUInt16(), _ => reader.ReadUInt32() });
        for (var bit = BlockSize >> 1; bit > 0 && !reader.Failed; bit >>= 1)
        {
            reader.Seek(position);
            var node = reader.ReadNativeUnsigned();
            if ((index & bit) != 0 && (node & 2) != 0)
            {
                position += node >> 2;
            }
            else if ((index & bit) == 0 && (node & 1) != 0)
            {
                position = reader.Position;
            }
            else if ((node & 3) == 0 && node >> 2 == (uint)(index & (BlockSize - 1)))
            {
                position = reader.Position;
                break;
            }
            else
            {
                return false;
            }
        }

        if (reader.Failed || position >= _span.Length)
        {
            return false;
        }

        offset = (int)position;
        return true;
    }
}
