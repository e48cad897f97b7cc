using PerfHarness.Formats.Diagnostics;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Native;
using PerfHarness.Symbols.Resolution;

namespace PerfHarness.Tests.Symbols.Resolution;

/// <summary>Images opened ahead and from many threads: the same as one after another.</summary>
public sealed class SymbolResolverTests : IDisposable
{
    private static readonly string Assembly = typeof(object).Assembly.Location;
    private static readonly string Library =
        Directory.EnumerateFiles("/proc/self/map_files").Select(f => new FileInfo(f).LinkTarget).OfType<string>()
            .First(path => Path.GetFileName(path).StartsWith("libc.so", StringComparison.Ordinal));

    private readonly string _folder = Directory.CreateTempSubdirectory("perfharness-resolver-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Many_threads_open_an_image_once_and_find_the_same_symbols()
    {
        using var symbols = Create(4, new DiagnosticBag());
        using var alone = Create(0, new DiagnosticBag());
        Image[] images = [new Image(Library, null), new Image(Assembly, null)];
        var found = new Symbol?[8][];
        var inlined = new List<string>[8];
        Parallel.For(0, found.Length, thread =>
        {
            (found[thread], inlined[thread]) = Look(symbols, thread % 2 == 0 ? images : [.. images.Reverse()]);
        });

        var (expected, expectedInlined) = Look(alone, images);
        for (var i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected.Select(s => s?.Name.ToString()).Order(), found[i].Select(s => s?.Name.ToString()).Order());
            Assert.Equal(expectedInlined.Order(), inlined[i].Order());
            Assert.All(found[i].OfType<Symbol>(), symbol => Assert.Contains(found[0], other => ReferenceEquals(other, symbol)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void What_there_is_to_say_comes_in_the_order_of_the_first_use_and_only_of_what_is_used(int threads)
    {
        Image[] images = [.. new[] { "a.so", "b.so", "c.so", "d.so" }.Select(CreateCorrupt)];
        var diagnostics = new DiagnosticBag();
        using (var symbols = Create(threads, diagnostics))
        {
            foreach (var image in images)
            {
                symbols.Prefetch(image);
            }

            symbols.Open(images[2]);
            symbols.Open(images[0]);
            symbols.Open(images[2]);
        }

        Assert.Equal([images[2].Path, images[0].Path], diagnostics.ToList().Select(d => d.File));
    }

    [Fact]
    public void An_assembly_that_is_only_opened_ahead_is_not_known_to_the_sources()
    {
        var diagnostics = new DiagnosticBag();
        using var symbols = Create(1, diagnostics);
        var image = new Image(Assembly, null);
        symbols.Prefetch(image);
        Assert.Null(symbols.Sources.FindAssembly("System.Private.CoreLib"));
        symbols.Open(image);
        Assert.Equal(Assembly, symbols.Sources.FindAssembly("System.Private.CoreLib")?.Path);
    }

    private static SymbolResolver Create(int threads, DiagnosticBag diagnostics) =>
        new(new NativeSymbolOptions { PrefetchThreads = threads }, diagnostics);

    private Image CreateCorrupt(string name)
    {
        var path = Path.Join(_folder, name);
        File.WriteAllText(path, "no image of any kind");
        return new Image(path, null);
    }

    private static (Symbol?[] Found, List<string> Inlined) Look(SymbolResolver symbols, Image[] images)
    {
        var (found, inlined) = (new List<Symbol?>(), new List<string>());
        foreach (var image in images)
        {
            symbols.Prefetch(image);
            var opened = symbols.Open(image);
            for (ulong offset = 0x20000; offset < 0x180000; offset += 0x731)
            {
                var address = opened.GetAddress(offset);
                if (opened.Find(address) is { } symbol)
                {
                    found.Add(symbol);
                    inlined.AddRange(opened.FindInlined(address).Select(call => call.Name.ToString()));
                }
            }
        }

        return ([.. found], inlined);
    }
}
