using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>A compressed assembly of a single-file application, in memory of its own.</summary>
internal sealed unsafe class DecompressedAssembly : IDisposable
{
    /// <summary>Beyond this an assembly is not decompressed; the largest image of the shared framework, composite, has 50 MB.</summary>
    public const long MaxLength = 1L << 30;

    // Deflate cannot do better: 258 bytes for two bits.
    private const long MaxRatio = 1032;

    private void* _memory;

    private readonly int _length;

    private DecompressedAssembly(int length)
    {
        _length = length;
        _memory = NativeMemory.Alloc((nuint)Math.Max(length, 1));
    }

    public Span<byte> Span => new(_memory, _length);

    /// <exception cref="InputException">The stream is corrupt, or its length is not what the manifest says.</exception>
    public static DecompressedAssembly Read(MappedFile file, in BundleEntry entry)
    {
        // What the manifest says is believed only as far as the stream can be that long.
        if (entry.Length > MaxLength || entry.Length / MaxRatio > entry.CompressedLength)
        {
            throw CreateFailure(file, entry, string.Create(CultureInfo.InvariantCulture,
                $"it claims {entry.Length} bytes, compressed to {entry.CompressedLength}"));
        }

        var decompressed = new DecompressedAssembly((int)entry.Length);
        try
        {
            if (Read(file, entry, decompressed.Span) != decompressed._length)
            {
                throw CreateFailure(file, entry, "its data end too early");
            }

            var intact = decompressed;
            decompressed = null;
            return intact;
        }
        finally
        {
            decompressed?.Dispose();
        }
    }

    /// <summary>The first bytes: as many as are wanted, or as many as there are.</summary>
    /// <exception cref="InputException">The stream is corrupt.</exception>
    public static int Read(MappedFile file, in BundleEntry entry, Span<byte> target)
    {
        var source = file.Slice(entry.Offset, (int)Math.Min(entry.CompressedLength, int.MaxValue));
        fixed (byte* start = source)
        {
            try
            {
                using var stream = new UnmanagedMemoryStream(start, source.Length);
                using var inflate = new DeflateStream(stream, CompressionMode.Decompress);
                return inflate.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw CreateFailure(file, entry, e.Message);
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }

    private static InputException CreateFailure(MappedFile file, in BundleEntry entry, string reason) =>
        new(DiagnosticCodes.CorruptReadyToRun, $"'{entry.Path}' in '{file.Path}' cannot be decompressed: {reason}", null, file.Path);
}
