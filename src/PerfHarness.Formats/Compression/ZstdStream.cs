using System.Runtime.InteropServices;

namespace PerfHarness.Formats.IO;

/// <summary>Decompresses one zstd stream through the system's libzstd.</summary>
internal sealed unsafe partial class ZstdStream : IDisposable
{
    private const string Library = "libzstd.so.1";
    private nint _stream;

    private ZstdStream(nint stream) => _stream = stream;

    [StructLayout(LayoutKind.Sequential)]
    private struct ZstdBuffer
    {
        public void* Data;
        public nuint Size;
        public nuint Position;
    }

    /// <summary>Null where the library is not installed.</summary>
    public static ZstdStream? TryCreate()
    {
        if (!NativeLibrary.TryLoad(Library, out _))
        {
            return null;
        }

        var stream = Create();
        return stream == 0 ? null : new ZstdStream(stream);
    }

    /// <summary>Decompresses the next piece of the stream; false when it is damaged.</summary>
    /// <param name="take">Receives the output, a buffer at a time; returns false to stop.</param>
    public bool Decompress(ReadOnlySpan<byte> piece, byte[] buffer, Func<int, bool> take)
    {
        fixed (byte* source = piece, target = buffer)
        {
            var input = new ZstdBuffer { Data = source, Size = (nuint)piece.Length };
            while (true)
            {
                var output = new ZstdBuffer { Data = target, Size = (nuint)buffer.Length };
                var result = DecompressStream(_stream, &output, &input);
                if (IsError(result) != 0 || !take((int)output.Position))
                {
                    return false;
                }

                if (input.Position == input.Size && output.Position < output.Size)
                {
                    return true;
                }
            }
        }
    }

    public void Dispose()
    {
        if (_stream != 0)
        {
            _ = Free(_stream);
            _stream = 0;
        }
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_createDStream")]
    private static partial nint Create();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDStream")]
    private static partial nuint Free(nint stream);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    private static partial nuint DecompressStream(nint stream, ZstdBuffer* output, ZstdBuffer* input);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);
}
