using System.Runtime.InteropServices;

namespace PerfHarness.Formats.Compression;

/// <summary>Decompresses one zstd stream through the system's libzstd.</summary>
internal sealed unsafe class ZstdStream : IDisposable
{
    private nint _stream;

    private ZstdStream(nint stream) => _stream = stream;

    /// <summary>Null where the library is not installed.</summary>
    public static ZstdStream? TryCreate()
    {
        if (!NativeLibrary.TryLoad(Zstd.Library, out _))
        {
            return null;
        }

        var stream = Zstd.CreateStream();
        return stream == 0 ? null : new ZstdStream(stream);
    }

    /// <summary>Decompresses the next part of the stream; false when it is corrupt.</summary>
    /// <param name="consume">Receives the output, one buffer at a time; returns false to stop.</param>
    public bool Decompress(ReadOnlySpan<byte> compressed, byte[] buffer, Func<int, bool> consume)
    {
        fixed (byte* source = compressed, target = buffer)
        {
            var input = new Zstd.Buffer { Data = source, Size = (nuint)compressed.Length };
            while (true)
            {
                var output = new Zstd.Buffer { Data = target, Size = (nuint)buffer.Length };
                var result = Zstd.DecompressStream(_stream, &output, &input);
                if (Zstd.IsError(result) != 0 || !consume((int)output.Position))
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
            _ = Zstd.FreeStream(_stream);
            _stream = 0;
        }
    }
}
