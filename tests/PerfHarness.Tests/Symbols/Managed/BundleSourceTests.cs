using System.IO.Compression;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Managed;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols.Managed;

/// <summary>
/// Single-file programs, put together here as the SDK does: a host (only its ELF header, and the mark), assemblies on
/// pages of their own, the list of files. What the SDK publishes
/// is in <see cref="PublishedProgramTests"/>.
/// </summary>
public sealed class BundleSourceTests : IDisposable
{
    private const int Page = 4096;
    private static readonly string Linq = typeof(Enumerable).Assembly.Location;
    private readonly string _folder = Directory.CreateTempSubdirectory("perfharness-test-").FullName;

    [Fact]
    public void Code_of_a_bundled_assembly_is_named_by_its_offset_in_the_program()
    {
        var diagnostics = new DiagnosticBag();
        var path = Write(Bundle());
        using var bundle = BundleSource.Open(path, new NoSymbols(), offset => offset + 7, diagnostics)!;
        using var alone = ReadyToRunSource.Open(Linq, diagnostics)!;
        using var pe = PeFile.Open(Linq);
        var text = pe.Headers.SectionHeaders[0];
        var named = 0;
        for (long offset = text.PointerToRawData; offset < text.PointerToRawData + text.SizeOfRawData; offset += 997)
        {
            var expected = alone.Find(alone.GetAddress((ulong)offset));
            var address = bundle.GetAddress((ulong)(Page + offset));
            var found = bundle.Find(address);
            Assert.Equal((expected?.Name, expected?.Size), (found?.Name, found?.Size));
            if (found is not null)
            {
                named++;
                Assert.InRange(address, found.Start, found.Start + found.Size - 1);
            }
        }

        Assert.True(named > 100);
        Assert.Equal(17ul, bundle.GetAddress(10));
        Assert.Null(bundle.Find(17));
        Assert.Null(bundle.Find(99ul << 40));
        Assert.Empty(diagnostics.ToList());
    }

    [Fact]
    public void A_host_without_a_bundle_and_a_library_are_not_bundles()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Empty(BundleManifest.Read(Write(Bundle(headerOffset: 0)), diagnostics));
        Assert.Empty(BundleManifest.Read(Linq, diagnostics));
        Assert.Empty(BundleManifest.Read(Environment.ProcessPath!, diagnostics));
        Assert.Empty(diagnostics.ToList());
    }

    [Fact]
    public void A_corrupt_list_of_files_is_reported_and_the_entries_before_it_are_kept()
    {
        var intact = Bundle();
        for (var cut = 1; cut < 100; cut++)
        {
            var diagnostics = new DiagnosticBag();
            var entries = BundleManifest.Read(Write(intact[..^cut]), diagnostics);
            Assert.InRange(entries.Count, 0, 1);
            Assert.Equal(DiagnosticCodes.CorruptReadyToRun, Assert.Single(diagnostics.ToList()).Code);
        }

        foreach (var offset in (long[])[-1, long.MaxValue, intact.Length])
        {
            var diagnostics = new DiagnosticBag();
            Assert.Empty(BundleManifest.Read(Write(Bundle(headerOffset: offset)), diagnostics));
            Assert.Single(diagnostics.ToList());
        }
    }

    [Fact]
    public void Code_of_a_compressed_assembly_is_named_by_its_address_in_the_image()
    {
        var diagnostics = new DiagnosticBag();
        var path = Write(Bundle(compressed: Deflate(File.ReadAllBytes(Linq))));
        using var bundle = BundleSource.Open(path, new NoSymbols(), offset => offset, diagnostics)!;
        using var alone = ReadyToRunSource.Open(Linq, diagnostics)!;
        using var pe = PeFile.Open(Linq);
        var (entry, layout) = Assert.Single(bundle.CompressedLayouts);
        var text = pe.Headers.SectionHeaders[0];
        Assert.Equal((uint)pe.Headers.PEHeader!.SizeOfImage, layout.Size);
        Assert.Equal((uint)text.VirtualAddress / Page * Page, Assert.Single(layout.Code).Start);
        var named = 0;
        for (var rva = (uint)text.VirtualAddress; rva < text.VirtualAddress + text.VirtualSize; rva += 997)
        {
            var found = bundle.Find(BundleSource.GetAddress(entry, rva));
            Assert.Equal(alone.Find(rva)?.Name, found?.Name);
            named += found is null ? 0 : 1;
        }

        Assert.True(named > 100);
        // In the file there is nothing but compressed data.
        Assert.Equal((ulong)bundle.Entries[entry].Offset + 9, bundle.GetAddress((ulong)bundle.Entries[entry].Offset + 9));
        Assert.Empty(diagnostics.ToList());
    }

    [Theory]
    [InlineData(1L << 40)] // more than may be
    [InlineData(900_000_000)] // more than deflate can make of it
    [InlineData(500_000)] // more than there is
    public void A_compressed_assembly_that_is_not_as_long_as_the_list_says_is_reported(long length)
    {
        var diagnostics = new DiagnosticBag();
        var path = Write(Bundle(compressed: Deflate(File.ReadAllBytes(Linq)[..400_000]), compressedLength: length));
        using var bundle = BundleSource.Open(path, new NoSymbols(), offset => offset, diagnostics)!;
        Bounded.Allocations(4 << 20, () => Assert.Null(bundle.Find(BundleSource.GetAddress(1, 0x11000))));
        Assert.Contains("'Compressed.dll'", Assert.Single(diagnostics.ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Corrupt_compressed_data_are_reported_and_nothing_else_is_lost()
    {
        var data = Deflate(File.ReadAllBytes(Linq));
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            var corrupt = (byte[])data.Clone();
            corrupt[random.Next(corrupt.Length)] ^= (byte)(1 << random.Next(8));
            var diagnostics = new DiagnosticBag();
            using var bundle = BundleSource.Open(Write(Bundle(compressed: corrupt)), new NoSymbols(), offset => offset, diagnostics)!;
            _ = bundle.CompressedLayouts;
            for (uint rva = 0x10200; rva < 0x40000; rva += 4999)
            {
                _ = bundle.Find(BundleSource.GetAddress(1, rva));
            }

            Assert.NotNull(bundle.Find(BundleSource.GetAddress(0, FirstMethod())));
        }
    }

    private static uint FirstMethod()
    {
        using var image = ReadyToRunImage.Open(Linq, new DiagnosticBag())!;
        return image.Ranges.First(range => range.Method >= 0).Start;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder, "program");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Deflate(byte[] bytes)
    {
        var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.Fastest))
        {
            deflate.Write(bytes);
        }

        return output.ToArray();
    }

    private static byte[] Bundle(long? headerOffset = null, byte[]? compressed = null, long? compressedLength = null)
    {
        var output = new MemoryStream();
        using var writer = new BinaryWriter(output, Encoding.UTF8);
        writer.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]);
        output.Position = 32;
        writer.Write(64L); // program headers
        output.Position = 54;
        writer.Write((ushort)56);
        writer.Write((ushort)1);
        output.Position = 64;
        writer.Write(3); // PT_INTERP
        var assembly = File.ReadAllBytes(Linq);
        var end = Page + assembly.Length + (compressed?.Length ?? 0);
        output.Position = 256;
        writer.Write(headerOffset ?? end);
        writer.Write(Convert.FromHexString("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae"));
        output.Position = Page;
        writer.Write(assembly);
        writer.Write(compressed ?? []);
        writer.Write(6u);
        writer.Write(0u);
        writer.Write(compressed is null ? 1 : 2);
        writer.Write("an id");
        writer.Write(new byte[40]);
        Entry(Page, assembly.Length, 0, 1, "System.Linq.dll");
        if (compressed is { Length: > 0 })
        {
            Entry(Page + assembly.Length, compressedLength ?? assembly.Length, compressed.Length, 1, "Compressed.dll");
        }
        return output.ToArray();

        void Entry(long offset, long size, long compressed, byte type, string name)
        {
            writer.Write(offset);
            writer.Write(size);
            writer.Write(compressed);
            writer.Write(type);
            writer.Write(name);
        }
    }

    private sealed class NoSymbols : ISymbolSource
    {
        public Symbol? Find(ulong address) => null;
    }
}
