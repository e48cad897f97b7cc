using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Elf;

/// <summary>The bytes of an image: a mapped file or a block of memory (vdso, decompressed MiniDebugInfo).</summary>
internal sealed class ElfBytes : IDisposable
{
    private readonly MappedFile? _file;
    private readonly ReadOnlyMemory<byte> _memory;

    public ElfBytes(MappedFile file) => (_file, Length) = (file, (ulong)file.Length);

    public ElfBytes(ReadOnlyMemory<byte> memory) => (_memory, Length) = (memory, (ulong)memory.Length);

    public ulong Length { get; }

    /// <summary>The part of [offset, offset+length) that is in the image, at most 2 GiB.</summary>
    public ReadOnlySpan<byte> Slice(ulong offset, ulong length)
    {
        if (offset >= Length)
        {
            return default;
        }

        var count = (int)Math.Min(Math.Min(length, Length - offset), int.MaxValue);
        return _file is not null ? _file.Slice((long)offset, count) : _memory.Span.Slice((int)offset, count);
    }

    public void Dispose() => _file?.Dispose();
}
