using System.IO.Compression;

namespace PerfHarness.Formats.Compression;

/// <summary>Decompresses a zlib stream of a known size.</summary>
internal static class ZlibBlock
{
    /// <summary>
    /// As much as could be decompressed, at most <paramref name="size"/> bytes. Memory grows with what is really produced,
    /// so that a false size costs nothing.
    /// </summary>
    public static unsafe byte[] Decompress(ReadOnlySpan<byte> compressed, long size)
    {
        fixed (byte* start = compressed)
        {
            using var input = new UnmanagedMemoryStream(start, compressed.Length);
            using var zlib = new ZLibStream(input, CompressionMode.Decompress);
            // Deflate makes at most 1032 bytes of one, so a plausible size can be allocated at once.
            var maxPlausibleSize = Math.Min(size, Math.Max(compressed.Length, 64L) * 1032);
            var bytes = new byte[Math.Min(maxPlausibleSize, 1 << 24)];
            var used = 0;
            try
            {
                while (used < size)
                {
                    if (used == bytes.Length)
                    {
                        Array.Resize(ref bytes, (int)Math.Min(maxPlausibleSize, bytes.Length * 2L));
                        if (used == bytes.Length)
                        {
                            break;
                        }
                    }

                    var count = zlib.Read(bytes, used, bytes.Length - used);
                    if (count == 0)
                    {
                        break;
                    }

                    used += count;
                }
            }
            catch (InvalidDataException)
            {
                // The caller sees fewer bytes than it requested and reports it.
            }

            Array.Resize(ref bytes, used);
            return bytes;
        }
    }
}
