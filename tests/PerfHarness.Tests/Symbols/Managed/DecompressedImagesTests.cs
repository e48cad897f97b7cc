using System.IO.Compression;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Managed;

namespace PerfHarness.Tests.Symbols.Managed;

/// <summary>
/// Which of an application's compressed assemblies a piece of memory holds: the shared framework's own assemblies, compressed here. The
/// bundle has each of them, and System.Linq a second time with its code moved, which has the same size and other calls.
/// </summary>
public sealed class DecompressedImagesTests : IDisposable
{
    private const ulong Base = 0x7f00_0012_0000;
    private static readonly string Folder = Path.GetDirectoryName(typeof(Enumerable).Assembly.Location)!;
    private static readonly Image Memory = new("//anon", null);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void An_assembly_that_alone_has_the_memorys_size_is_found_by_it()
    {
        using var bundle = Open("System.Linq", "System.Text.Json");
        var found = Find(bundle, "System.Linq", []);
        Assert.Equal("System.Linq", bundle.Entries[found.Entry].SimpleName);
        Assert.Equal(Base, found.First);
        using var alone = ReadyToRunImage.Open(PathOf("System.Linq"), new DiagnosticBag())!;
        var method = alone.Ranges.First(range => range.Method >= 0);
        Assert.Equal("System.Linq", found.Find(Base + method.Start)?.Name.Module);
    }

    [Fact]
    public void Memory_of_another_size_or_place_is_no_assemblys()
    {
        using var bundle = Open("System.Linq");
        var mapping = MappingOf("System.Linq");
        Assert.Same(DecompressedImage.None, new DecompressedImages(() => []).Find(bundle, mapping with { End = mapping.End + 0x1000 }, []));
        Assert.Same(DecompressedImage.None, new DecompressedImages(() => []).Find(bundle,
            mapping with { Start = mapping.Start + 0x1000, End = mapping.End + 0x1000 }, []));
        // Other code lies where its data would be.
        Assert.Same(DecompressedImage.None, new DecompressedImages(() => []).Find(bundle, mapping,
            [mapping, new Mapping(mapping.End + 0x1000, mapping.End + 0x2000, 0, Memory)]));
    }

    [Fact]
    public void Of_assemblies_of_one_size_the_one_is_taken_that_has_calls_where_callchains_return_to()
    {
        using var bundle = Open("System.Linq", Moved);
        Assert.Same(DecompressedImage.Uncertain, Find(bundle, "System.Linq", []));
        var returns = ReturnAddresses("System.Linq");
        Assert.Equal("System.Linq", bundle.Entries[Find(bundle, "System.Linq", returns).Entry].SimpleName);
    }

    [Fact]
    public void An_assembly_without_calls_where_callchains_return_to_is_not_taken_even_alone()
    {
        using var bundle = Open(Moved);
        Assert.Same(DecompressedImage.Uncertain, Find(bundle, "System.Linq", ReturnAddresses("System.Linq")));
    }

    [Fact]
    public void One_address_that_is_none_does_not_outweigh_the_others()
    {
        using var bundle = Open("System.Linq", Moved);
        var returns = ReturnAddresses("System.Linq");
        List<ulong> addresses = [.. returns, MappingOf("System.Linq").End - 3];
        Assert.Equal("System.Linq", bundle.Entries[Find(bundle, "System.Linq", addresses).Entry].SimpleName);
    }

    public void Dispose() => _folder.Dispose();

    private const string Moved = "Moved";

    private static string PathOf(string name) => Path.Combine(Folder, name + ".dll");

    private static Mapping MappingOf(string name)
    {
        var (start, end) = Assert.Single(ImageLayout.Read(File.ReadAllBytes(PathOf(name)).AsSpan(0, 4096))!.Code);
        return new Mapping(Base + start, Base + end, 0, Memory);
    }

    private static DecompressedImage Find(BundleSource bundle, string name, List<ulong> returns) =>
        new DecompressedImages(() => returns).Find(bundle, MappingOf(name), [MappingOf(name)]);

    // Some addresses behind calls, as a callchain has them: found by the bytes of the image, not by the product.
    private static List<ulong> ReturnAddresses(string name)
    {
        using var image = ReadyToRunImage.Open(PathOf(name), new DiagnosticBag())!;
        using var pe = PeFile.Open(PathOf(name));
        var found = new List<ulong>();
        foreach (var range in image.Ranges.Where(range => range.Method >= 0))
        {
            // call [rip + …], through the image's table of imports, which lies behind its code
            var code = pe.GetBytes(range.Start, range.Size);
            var at = code.IndexOf((ReadOnlySpan<byte>)[0xff, 0x15]);
            if (at >= 0 && at + 9 < code.Length && code[at + 5] == 0 && found.Count < 40)
            {
                found.Add(Base + range.Start + (ulong)at + 6);
            }
        }

        Assert.True(found.Count > 20);
        return found;
    }

    private BundleSource Open(params string[] names)
    {
        var path = _folder.File("program");
        var entries = new List<BundleEntry>();
        using (var file = File.Create(path))
        {
            foreach (var name in names)
            {
                var bytes = File.ReadAllBytes(PathOf(name == Moved ? "System.Linq" : name));
                if (name == Moved)
                {
                    Move(bytes);
                }

                var start = file.Position;
                using (var deflate = new DeflateStream(file, CompressionLevel.Fastest, leaveOpen: true))
                {
                    deflate.Write(bytes);
                }

                entries.Add(new BundleEntry(start, bytes.Length, name + ".dll", file.Position - start));
            }
        }

        return new BundleSource(new Bundle(path, entries), new NoSymbols(), offset => offset, new DiagnosticBag());
    }

    // The same tables, but the code lies 13 bytes farther.
    private static void Move(byte[] bytes)
    {
        using var image = ReadyToRunImage.Open(PathOf("System.Linq"), new DiagnosticBag())!;
        using var pe = PeFile.Open(PathOf("System.Linq"));
        var section = pe.Headers.SectionHeaders[0];
        var methods = image.Ranges.Where(range => range.Method >= 0).ToList();
        var first = (int)methods[0].Start - section.VirtualAddress + section.PointerToRawData;
        var last = (int)(methods[^1].Start + methods[^1].Size) - section.VirtualAddress + section.PointerToRawData;
        Array.Copy(bytes, first, bytes, first + 13, last - first - 13);
    }

    private sealed class NoSymbols : ISymbolSource
    {
        public Symbol? Find(ulong address) => null;
    }
}
