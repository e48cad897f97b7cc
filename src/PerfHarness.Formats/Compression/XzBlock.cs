using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Compression;

/// <summary>Decompresses an .xz stream with the system's liblzma.so.5.</summary>
internal static unsafe partial class XzBlock
{
    private const string Library = "liblzma.so.5";
    private const uint Ok = 0;
    private const uint BufferError = 10;
    private const ulong MemoryLimit = 1 << 28;

    /// <summary>The decompressed bytes; empty where they are corrupt or more than <paramref name="limit"/>.</summary>
    public static byte[] Decompress(ReadOnlySpan<byte> compressed, int limit, DiagnosticBag? diagnostics)
    {
        try
        {
            // The size is only in the stream's index and may be false, so the capacity is doubled until it suffices.
            for (var capacity = Math.Min(limit, Math.Max(1 << 16, compressed.Length * 4L)); ; capacity = Math.Min(limit, capacity * 2))
            {
                var bytes = new byte[capacity];
                var memory = MemoryLimit;
                nuint read = 0, written = 0;
                uint result;
                fixed (byte* source = compressed)
                fixed (byte* target = bytes)
                {
                    result = Decode(&memory, 0, null, source, &read, (nuint)compressed.Length, target, &written, (nuint)bytes.Length);
                }

                if (result == Ok)
                {
                    Array.Resize(ref bytes, (int)written);
                    return bytes;
                }

                if (result != BufferError || capacity == limit)
                {
                    return [];
                }
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            NativeLibraryDiagnostics.ReportMissing(diagnostics, Library, ".gnu_debugdata (MiniDebugInfo) is not read", "liblzma5");
            return [];
        }
    }

    [LibraryImport(Library, EntryPoint = "lzma_stream_buffer_decode")]
    private static partial uint Decode(ulong* memory, uint flags, void* allocator, byte* source, nuint* read, nuint length, byte* target,
        nuint* written, nuint capacity);
}
