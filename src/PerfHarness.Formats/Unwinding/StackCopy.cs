using System.Buffers.Binary;

namespace PerfHarness.Formats.Unwinding;

/// <summary>
/// The part of a thread's stack that a sample has a copy of: from the stack pointer up. Reads outside of it fail. The copy ends after
/// as many bytes as were asked for, or where the kernel met a page that was not in memory.
/// </summary>
/// <param name="start">Address of the first byte.</param>
internal ref struct StackCopy(ulong start, ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Something was looked for that is on the stack, but after the end of the copy.</summary>
    public bool IsExhausted { get; private set; }

    public bool TryRead(ulong address, out ulong value) => TryRead(address, 8, out value);

    /// <param name="size">1, 2, 4 or 8 bytes.</param>
    public bool TryRead(ulong address, int size, out ulong value)
    {
        var offset = unchecked(address - start);
        if (offset > (ulong)_bytes.Length || (ulong)_bytes.Length - offset < (ulong)size)
        {
            value = 0;
            // Far away is another stack, or no stack at all.
            IsExhausted |= address >= start && offset < MaxStack;
            return false;
        }

        var at = _bytes[(int)offset..];
        value = size switch
        {
            1 => at[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(at),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(at),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
        };
        return true;
    }

    // The usual limit of a main thread's stack, and the usual size of the others'.
    private const ulong MaxStack = 8 << 20;
}
