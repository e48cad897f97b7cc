using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// A hashtable that is only walked here, never looked up.
/// <code>
/// u8: log2 of the bucket count &lt;&lt; 2 | width of a bucket offset (0: 1 byte, 1: 2 bytes, 2: 4 bytes)
/// bucket offsets, one more than there are buckets, from the end of the u8
/// bucket: { u8 low byte of the hash; signed distance from here to the entry's data }…
/// </code>
/// Buckets are contiguous, so the walk is one pass from the first bucket to the end of the last and cannot loop.
/// </summary>
internal static class NativeHashtable
{
    /// <returns>Offsets of the entries' data in the span; false where the table is corrupt, with what could be read.</returns>
    public static bool TryReadEntries(ReadOnlySpan<byte> span, List<int> entries)
    {
        var reader = new SpanReader(span);
        var header = reader.ReadByte();
        var start = reader.Position;
        var bits = header >> 2;
        var width = 1 << (header & 3);
        if (reader.Failed || bits > 31 || width > 4 || ((1L << bits) + 1) * width > reader.Remaining)
        {
            return false;
        }

        var first = ReadOffset(ref reader, width);
        reader.Seek(start + (1L << bits) * width);
        var end = ReadOffset(ref reader, width);
        if (first > end || end > span.Length - start)
        {
            return false;
        }

        reader.Seek(start + (long)first);
        while (!reader.Failed && reader.Position < start + end)
        {
            _ = reader.ReadByte();
            long at = reader.Position;
            var target = at + reader.ReadNativeSigned();
            if (reader.Failed || target < 0 || target >= span.Length)
            {
                return false;
            }

            entries.Add((int)target);
        }

        return !reader.Failed;
    }

    private static uint ReadOffset(ref SpanReader reader, int width) =>
        width switch { 1 => reader.ReadByte(), 2 => reader.ReadUInt16(), _ => reader.ReadUInt32() };
}
