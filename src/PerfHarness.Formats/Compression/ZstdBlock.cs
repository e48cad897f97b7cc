using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Compression;

/// <summary>Unpacks a zstd frame with the system's libzstd.so.1.</summary>
internal static unsafe partial class ZstdBlock
{
    private const string Library = "libzstd.so.1";

    /// <summary>As much as could be unpacked, at most <paramref name="size"/> bytes; memory grows with what really comes out.</summary>
    public static byte[] Decompress(ReadOnlySpan<byte> packed, long size, DiagnosticBag? diagnostics)
    {
        try
        {
            var stream = CreateDStream();
            try
            {
                return Decompress(stream, packed, size);
            }
            finally
            {
                _ = FreeDStream(stream);
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            NativeLibraryDiagnostics.ReportMissing(diagnostics, Library, "zstd-compressed data is not read", "libzstd1");
            return [];
        }
    }

    private static byte[] Decompress(nint stream, ReadOnlySpan<byte> packed, long size)
    {
        var bytes = new byte[Math.Min(size, Math.Max(1 << 16, packed.Length * 8L))];
        nuint used = 0;
        fixed (byte* source = packed)
        {
            var input = new ZstdBuffer { Data = source, Size = (nuint)packed.Length };
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
                    var output = new ZstdBuffer { Data = target, Size = (nuint)bytes.Length, Position = used };
                    result = DecompressStream(stream, &output, &input);
                    used = output.Position;
                }

                if (IsError(result) != 0 || result == 0 || before == (used, input.Position))
                {
                    break;
                }
            }
        }

        Array.Resize(ref bytes, (int)used);
        return bytes;
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_createDStream")]
    private static partial nint CreateDStream();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDStream")]
    private static partial nuint FreeDStream(nint stream);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    private static partial nuint DecompressStream(nint stream, ZstdBuffer* output, ZstdBuffer* input);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer have the same shape.</summary>
    private struct ZstdBuffer
    {
        public byte* Data;
        public nuint Size;
        public nuint Position;
    }
}
