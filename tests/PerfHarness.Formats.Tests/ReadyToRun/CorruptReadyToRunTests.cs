using System.Diagnostics;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.ReadyToRun;

[TimeLimit(120)]
public sealed class CorruptReadyToRunTests
{
    // The intact file takes a tenth of it.
    private const long MostBytes = 64 << 20;

    // Small, with generic instances in it.
    private static readonly byte[] Original = File.ReadAllBytes(SharedFramework.PathOf("System.Net.ServerSentEvents"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Flipped_bits_give_diagnostics_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var bytes = (byte[])Original.Clone();
            for (var i = 0; i < 1 + (round * 10); i++)
            {
                // A third of the rounds aim at the headers, where a bit does most.
                bytes[random.Next(round % 3 == 0 ? 1024 : bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            Exercise(bytes);
        }
    }

    [Fact]
    public void A_file_cut_anywhere_gives_diagnostics_and_nothing_else()
    {
        for (var length = 0; length < 1200; length += 13)
        {
            Exercise(Original[..length]);
        }

        for (var step = 1; step < 40; step++)
        {
            Exercise(Original[..(int)(Original.Length * (step / 40.0))]);
        }
    }

    [Fact]
    public void Every_byte_of_the_ready_to_run_header_may_be_anything()
    {
        using var pe = PeFile.Open(SharedFramework.PathOf("System.Net.ServerSentEvents"));
        var native = pe.Headers.CorHeader!.ManagedNativeHeaderDirectory;
        Assert.True(pe.Headers.TryGetDirectoryOffset(native, out var start));
        foreach (byte value in (byte[])[0, 0x7f, 0xff])
        {
            for (var i = 0; i < native.Size; i++)
            {
                var bytes = (byte[])Original.Clone();
                bytes[start + i] = value;
                Exercise(bytes, names: 40);
            }
        }
    }

    [Fact]
    public void Huge_counts_allocate_nothing_of_what_they_ask_for()
    {
        using var pe = PeFile.Open(SharedFramework.PathOf("System.Net.ServerSentEvents"));
        Assert.True(pe.Headers.TryGetDirectoryOffset(pe.Headers.CorHeader!.ManagedNativeHeaderDirectory, out var start));
        var bytes = (byte[])Original.Clone();
        BitConverter.TryWriteBytes(bytes.AsSpan(start + 12), uint.MaxValue);
        for (var section = 0; section < 16; section++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(start + 16 + (section * 12) + 8), uint.MaxValue);
        }

        Exercise(bytes);
    }

    [Fact]
    public void Damage_in_a_table_keeps_what_the_others_have()
    {
        using var intact = ReadyToRunImage.Open(SharedFramework.PathOf("System.Linq"), new DiagnosticBag())!;
        using var pe = PeFile.Open(SharedFramework.PathOf("System.Linq"));
        Assert.True(pe.Headers.TryGetDirectoryOffset(pe.Headers.CorHeader!.ManagedNativeHeaderDirectory, out var start));
        var bytes = File.ReadAllBytes(SharedFramework.PathOf("System.Linq"));
        for (var section = 0; section < 16; section++)
        {
            if (BitConverter.ToUInt32(bytes, start + 16 + (section * 12)) == (uint)ReadyToRunSectionType.InstanceEntryPoints)
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(start + 16 + (section * 12) + 8), 2u);
            }
        }

        using var scratch = new ScratchFolder();
        var diagnostics = new DiagnosticBag();
        using var image = ReadyToRunImage.Open(scratch.Write("System.Linq.dll", bytes), diagnostics)!;
        Assert.Contains(diagnostics.ToList(), d => d.Code == DiagnosticCodes.CorruptReadyToRun);
        Assert.InRange(image.MethodCount, 40, intact.MethodCount - 1);
        Assert.Equal(intact.GetName(0), image.GetName(0));
    }

    private static void Exercise(byte[] bytes, int names = 400) => Bounded.Allocations(MostBytes, () => Read(bytes, names));

    private static void Read(byte[] bytes, int names)
    {
        using var scratch = new ScratchFolder();
        var path = scratch.Write("System.Net.ServerSentEvents.dll", bytes);
        var diagnostics = new DiagnosticBag();
        try
        {
            using var image = ReadyToRunImage.Open(path, diagnostics, [SharedFramework.Folder]);
            for (var i = 0; i < Math.Min(image?.Ranges.Count ?? 0, names); i++)
            {
                Assert.True(image!.GetName(i)?.Length is null or (> 0 and < 128 * 1024));
                image.Find(image.Ranges[i].Start);
            }
        }
        catch (InputException e)
        {
            Assert.Equal(DiagnosticCodes.CorruptReadyToRun, e.Diagnostic.Code);
        }

        Assert.All(diagnostics.ToList(), d =>
            Assert.True(d.Code == DiagnosticCodes.CorruptReadyToRun || d.Code == DiagnosticCodes.SymbolFileMissing, d.ToString()));
    }
}
