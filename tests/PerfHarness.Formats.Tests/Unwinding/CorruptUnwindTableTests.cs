using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.Unwinding;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.Unwinding;

/// <summary>A library of the runtime itself, cut and corrupted where its call frame information is.</summary>
[TimeLimit(120)]
public sealed class CorruptUnwindTableTests
{
    private const long MostBytes = 64 << 20;
    private static readonly byte[] Library = File.ReadAllBytes(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so"));

    [Fact]
    public void The_whole_library_has_rows()
    {
        var rows = 0;
        Read(Library, row => rows += row is not null ? 1 : 0);
        Assert.True(rows > 1000, $"{rows}");
    }

    [Fact]
    public void Every_truncated_prefix_is_read_as_far_as_it_goes()
    {
        var (start, end) = FindFrames();
        for (var length = start; length < end; length += 13)
        {
            Bounded.Allocations(MostBytes, () => Read(Library[..length]), $"{length} bytes");
        }
    }

    [Fact]
    public void Flipped_bits_give_other_rows_or_none()
    {
        var (start, end) = FindFrames();
        var random = new Random(20);
        for (var round = 0; round < 400; round++)
        {
            var copy = Library.ToArray();
            for (var flips = random.Next(1, 40); flips > 0; flips--)
            {
                copy[random.Next(start, end)] ^= (byte)(1 << random.Next(8));
            }

            Bounded.Allocations(MostBytes, () => Read(copy), $"round {round}");
        }
    }

    // The file offsets of .eh_frame_hdr and .eh_frame, which come one after the other.
    private static (int Start, int End) FindFrames()
    {
        using var file = ElfFile.FromMemory("library", Library);
        var (header, frames) = (file.FindSection(".eh_frame_hdr"), file.FindSection(".eh_frame"));
        Assert.True(header is not null && frames is not null);
        return ((int)Math.Min(header.Offset, frames.Offset), (int)Math.Max(header.Offset + header.Size, frames.Offset + frames.Size));
    }

    private static void Read(byte[] bytes, Action<UnwindRow?>? onRow = null)
    {
        try
        {
            using var file = ElfFile.FromMemory("library", bytes, new DiagnosticBag());
            if (UnwindTable.Read([file]) is not { } table || file.Segments.FirstOrDefault(s => s.IsLoad && s.IsExecutable) is not { MemorySize: > 0 } code)
            {
                return;
            }

            for (ulong offset = 0; offset < code.FileSize; offset += 11)
            {
                onRow?.Invoke(table.Find(code.Address + offset));
            }
        }
        catch (InputException)
        {
            // not an ELF file any more
        }
    }
}
