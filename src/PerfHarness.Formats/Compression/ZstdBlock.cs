using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Compression;

/// <summary>Decompresses a zstd frame with the system's libzstd.so.1.</summary>
internal static unsafe class ZstdBlock
{
    /// <summary>As much as could be decompressed, at most <paramref name="size"/> bytes; memory grows with what is really produced.</summary>
    public static byte[] Decompress(ReadOnlySpan<byte> compressed, long size, DiagnosticBag? diagnostics)
    {
        try
        {
            var stream = Zstd.CreateStream();
            try
            {
                return Decompress(stream, compressed, size);
            }
            finally
            {
                _ = Zstd.FreeStream(stream);
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            NativeLibraryDiagnostics.ReportMissing(diagnostics, Zstd.Library, "zstd-compressed sections are not read", "libzstd1");
            return [];
        }
    }

    private static byte[] Decompress(nint stream, ReadOnlySpan<byte> compressed, long size)
    {
        var bytes = new byte[Math.Min(size, Math.Max(1 << 16, compressed.Length * 8L))];
        nuint used = 0;
        fixed (byte* source = compressed)
        {
            var input = new Zstd.Buffer { Data = source, Size = (nuint)compressed.Length };
            while ((long)used < size)
            {
                if (used == (nuint)bytes.Length)
                {
                    Array.Resize(ref bytes, (int)Math.Min(size, bytes.Length * 2L));
                }

                nuint result;
                var before = (used, input.Position);
                fixed (byte* target = bytes)
                {
                    var output = new Zstd.Buffer { Data = target, Size = (nuint)bytes.Length, Position = used };
                    result = Zstd.DecompressStream(stream, &output, &input);
                    used = output.Position;
                }

                if (Zstd.IsError(result) != 0 || result == 0 || before == (used, input.Position))
                {
                    break;
                }
            }
        }

        Array.Resize(ref bytes, (int)used);
        return bytes;
    }
}
