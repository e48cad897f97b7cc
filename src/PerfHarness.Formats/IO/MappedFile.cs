using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.IO;

/// <summary>
/// A whole file mapped for reading. Memory that was walked past can be given back with <see cref="Discard"/>, so that a
/// large file costs address space and not memory. The file must not shrink while it is mapped; a regular file that
/// another process truncates would end this process, so inputs are opened with a share lock where .NET honors one.
/// </summary>
internal sealed unsafe partial class MappedFile : IDisposable
{
    private const int WillNeed = 3;
    private const int DontNeed = 4;
    private const int PopulateRead = 22;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;

    private MappedFile(string path, MemoryMappedFile? map, MemoryMappedViewAccessor? view, long length)
    {
        (Path, _map, _view, Length) = (path, map, view, length);
        view?.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public string Path { get; }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <exception cref="InputException">The file cannot be opened; the message says why.</exception>
    public static MappedFile Open(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path);
            return Map(path, handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot read '{path}': {e.Message}", null, path, e);
        }
    }

    /// <summary>The bytes from <paramref name="offset"/>, at most <paramref name="length"/> and at most to the end of the file.</summary>
    public ReadOnlySpan<byte> Slice(long offset, int length)
    {
        if (offset < 0 || offset >= Length || length <= 0)
        {
            return default;
        }

        return new ReadOnlySpan<byte>(_start + offset, (int)Math.Min(length, Length - offset));
    }

    /// <summary>The bytes from <paramref name="offset"/> to the end of the file, at most 2 GiB.</summary>
    public ReadOnlySpan<byte> SliceFrom(long offset) => Slice(offset, int.MaxValue);

    /// <summary>The eight bytes at the offset, as a number; 0 where the file has fewer.</summary>
    public ulong ReadUInt64(long offset) =>
        offset < 0 || offset > Length - sizeof(ulong) ? 0 : Unsafe.ReadUnaligned<ulong>(_start + offset);

    /// <summary>Reads [start, end) in, so that reading there does not wait. Kernels before 5.14 do nothing.</summary>
    public void Populate(long start, long end) => Advise(start, end, PopulateRead);

    /// <summary>Lets the disk read [start, end) while work goes on.</summary>
    public void ReadAhead(long start, long end) => Advise(start, end, WillNeed);

    /// <summary>Gives the memory of [start, end) back; reading there again reads the file again.</summary>
    public void Discard(long start, long end)
    {
        var page = Environment.SystemPageSize;
        start = (start + page - 1) / page * page;
        end = Math.Min(end, Length) / page * page;
        if (_start != null && end > start)
        {
            _ = MAdvise(_start + start, (nuint)(end - start), DontNeed);
        }
    }

    public void Dispose()
    {
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _map?.Dispose();
    }

    internal static MappedFile Map(string path, SafeFileHandle handle)
    {
        var length = RandomAccess.GetLength(handle);
        if (length == 0)
        {
            return new MappedFile(path, null, null, 0);
        }

        var map = MemoryMappedFile.CreateFromFile(handle, null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        return new MappedFile(path, map, view, length);
    }

    private void Advise(long start, long end, int advice)
    {
        var page = Environment.SystemPageSize;
        start = start / page * page;
        end = Math.Min(end, Length);
        if (_start != null && start >= 0 && end > start)
        {
            _ = MAdvise(_start + start, (nuint)(end - start), advice);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(byte* address, nuint length, int advice);
}
