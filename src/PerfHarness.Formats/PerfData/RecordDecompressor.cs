using System.Globalization;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Compression;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.PerfData;

/// <summary>
/// Writes a data section with compressed records (<c>perf record -z</c>) anew without them:
/// <code>
///   data      mmap | COMPRESSED(abcde fg) | round | COMPRESSED(hij…
///   expanded  mmap | a b c d e f          | round | g h i …          a record may continue in the next piece
/// </code>
/// </summary>
internal sealed class RecordDecompressor : IDisposable
{
    private const int HeaderSize = 8;
    private const long MinLimit = 1L << 30;
    private const long MaxRatio = 200;

    private readonly MappedFile _file;
    private readonly DiagnosticBag _diagnostics;
    private readonly SpoolFile _spool;
    private readonly ZstdStream _zstd;
    private readonly long _limit;
    private readonly byte[] _buffer = new byte[1 << 18];
    private byte[] _pending = new byte[1 << 19];
    private int _pendingSize;

    private RecordDecompressor(MappedFile file, DiagnosticBag diagnostics, ZstdStream zstd)
    {
        (_file, _diagnostics, _zstd) = (file, diagnostics, zstd);
        _spool = new SpoolFile($"the decompressed records of '{file.Path}'");
        _limit = Math.Max(MinLimit, file.Length * MaxRatio);
    }

    /// <summary>The records without compression, or null where none is compressed or none can be expanded.</summary>
    public static MappedFile? Decompress(MappedFile file, FileSection data, DiagnosticBag diagnostics)
    {
        if (!HasCompressedRecords(file, data))
        {
            return null;
        }

        if (ZstdStream.TryCreate() is not { } zstd)
        {
            diagnostics.Warn(DiagnosticCodes.LibraryMissing, "the recording is compressed, and libzstd.so.1 is not installed",
                "Install libzstd, or record without -z.");
            return null;
        }

        using var expander = new RecordDecompressor(file, diagnostics, zstd);
        expander.Run(data);
        return expander._spool.Map();
    }

    public void Dispose()
    {
        _zstd.Dispose();
        _spool.Dispose();
    }

    private static bool HasCompressedRecords(MappedFile file, FileSection data)
    {
        for (var at = (long)data.Offset; TryReadHeader(file, data, at, out var type, out var size); at += size)
        {
            if (type is RecordType.Compressed or RecordType.Compressed2)
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryReadHeader(MappedFile file, FileSection data, long at, out RecordType type, out int size)
    {
        var header = file.Slice(at, HeaderSize);
        type = header.Length < HeaderSize ? default : (RecordType)MemoryMarshal.Read<uint>(header);
        size = header.Length < HeaderSize ? 0 : MemoryMarshal.Read<ushort>(header[6..]);
        return size >= HeaderSize && at + size <= (long)(data.Offset + data.Size);
    }

    private void Run(FileSection data)
    {
        var at = (long)data.Offset;
        for (; TryReadHeader(_file, data, at, out var type, out var size); at += size)
        {
            var record = _file.Slice(at, size);
            if (type is not (RecordType.Compressed or RecordType.Compressed2))
            {
                _spool.Write(record);
            }
            else if (!_zstd.Decompress(GetCompressedData(type, record), _buffer, AppendOutput))
            {
                _diagnostics.Warn(DiagnosticCodes.CompressedRecords,
                    string.Create(CultureInfo.InvariantCulture,
                        $"'{_file.Path}': the compressed record at offset {at} is corrupt; everything after it is lost"),
                    "Record again; if it happens again, record without -z.", _file.Path);
                return;
            }
        }

        // Whatever stopped the walk is for the reader to find and report.
        _spool.Write(_file.Slice(at, (int)Math.Min((long)(data.Offset + data.Size) - at, ushort.MaxValue)));
    }

    // COMPRESSED2 has the part's size before the data and padding after it.
    private static ReadOnlySpan<byte> GetCompressedData(RecordType type, ReadOnlySpan<byte> record)
    {
        var reader = new SpanReader(record);
        reader.Skip(HeaderSize);
        return type == RecordType.Compressed ? reader.Unread : reader.ReadBytes((long)Math.Min(reader.ReadUInt64(), (ulong)record.Length));
    }

    private bool AppendOutput(int count)
    {
        if (_spool.Length + count > _limit)
        {
            return false;
        }

        if (_pendingSize + count > _pending.Length)
        {
            Array.Resize(ref _pending, _pendingSize + count);
        }

        _buffer.AsSpan(0, count).CopyTo(_pending.AsSpan(_pendingSize));
        _pendingSize += count;
        var completeLength = 0;
        while (_pendingSize - completeLength >= HeaderSize)
        {
            var size = MemoryMarshal.Read<ushort>(_pending.AsSpan(completeLength + 6));
            if (size < HeaderSize)
            {
                return false;
            }

            if (completeLength + size > _pendingSize)
            {
                break;
            }

            completeLength += size;
        }

        _spool.Write(_pending.AsSpan(0, completeLength));
        _pending.AsSpan(completeLength, _pendingSize - completeLength).CopyTo(_pending);
        _pendingSize -= completeLength;
        return true;
    }
}
