using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Symbols.Native;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols.Native;

[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class NativeSymbolsTests : IDisposable
{
    private readonly CompilerFolder _shop = new();
    private readonly DiagnosticBag _diagnostics = new();
    private readonly string _full;
    private readonly string _app;
    private readonly BuildId _id;

    public NativeSymbolsTests()
    {
        Tool.SkipUnlessExists("objcopy");
        _full = _shop.Compile("full.c", "static __attribute__((noinline)) int hidden(int x) { return x * 3; } int main(int c, char** v) { return hidden(c); }", "-O1", "-g");
        _app = _shop.PathOf("app");
        Tool.Run("objcopy", "--only-keep-debug", _full, _shop.PathOf("kept"));
        Tool.Run("strip", "-o", _app, _full);
        using var file = ElfFile.Open(_full);
        _id = file.BuildId!.Value;
    }

    [Fact]
    public void A_file_of_another_build_is_not_used_for_names()
    {
        var other = BuildId.From(Convert.FromHexString("00112233445566778899aabbccddeeff00112233"))!.Value;
        using var symbols = new NativeSymbols(Nowhere, _diagnostics);
        var image = symbols.Open(_full, other);
        Assert.False(image.IsFound);
        Assert.Equal("[full]", image.Source.Find(0x1139)?.Name.Name);
        Assert.Equal(1, _diagnostics.GetCount(DiagnosticCodes.BuildIdMismatch));
    }

    [Fact]
    public void The_right_build_is_found_in_a_symbol_folder_when_the_file_was_replaced()
    {
        Directory.CreateDirectory(_shop.PathOf("symbols/deep/er"));
        File.Move(_shop.PathOf("kept"), _shop.PathOf("symbols/deep/er/anything"));
        Directory.CreateSymbolicLink(_shop.PathOf("symbols/loop"), _shop.PathOf("symbols"));
        _shop.Compile("app.c", "int main(void) { return 1; }");
        using var symbols = new NativeSymbols(Nowhere with { Folders = [_shop.PathOf("symbols")] }, _diagnostics);
        var image = symbols.Open(_app, _id);
        Assert.True(image.IsFound);
        Assert.Contains("hidden", ((ElfSource)image.Source).AllNames());
        Assert.True(image.TryGetAddress(0x1130, out var address));
        Assert.Equal(0x1130ul, address);
    }

    [Fact]
    public void The_debug_folder_is_searched_by_build_id()
    {
        var folder = _shop.PathOf($"dbg/.build-id/{_id.Hex[..2]}");
        Directory.CreateDirectory(folder);
        File.Move(_shop.PathOf("kept"), Path.Join(folder, _id.Hex[2..] + ".debug"));
        using var symbols = new NativeSymbols(Nowhere with { DebugFolder = _shop.PathOf("dbg") }, _diagnostics);
        Assert.Contains("hidden", ((ElfSource)symbols.Open(_app, _id).Source).AllNames());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_debug_link_is_followed_where_its_checksum_holds(bool intact)
    {
        // Without build ids only the checksum can distinguish them.
        Tool.Run("objcopy", "--remove-section", ".note.gnu.build-id", _shop.PathOf("kept"), _shop.PathOf("app.debug"));
        Tool.Run("objcopy", "--remove-section", ".note.gnu.build-id", "--add-gnu-debuglink", _shop.PathOf("app.debug"), _app);
        if (!intact)
        {
            File.AppendAllText(_shop.PathOf("app.debug"), "x");
        }

        using var symbols = new NativeSymbols(Nowhere, _diagnostics);
        Assert.Equal(intact, ((ElfSource)symbols.Open(_app).Source).AllNames().Contains("hidden"));
        Assert.Equal(intact ? 0 : 1, _diagnostics.GetCount(DiagnosticCodes.BuildIdMismatch));
    }

    [Fact]
    public void What_is_not_a_regular_file_is_never_opened()
    {
        Tool.Run("mkfifo", _shop.PathOf("pipe"));
        using var symbols = new NativeSymbols(Nowhere, _diagnostics);
        foreach (var path in new[] { _shop.PathOf("pipe"), "/dev/zero", "/dev", _shop.Folder, "//anon", "", "relative", "/nul\0l" })
        {
            var image = symbols.Open(path);
            Assert.False(image.IsFound);
            Assert.NotNull(image.Source.Find(0x1000));
        }
    }

    [Fact]
    public async Task Threads_share_one_image_and_one_symbol()
    {
        using var symbols = new NativeSymbols(Nowhere, _diagnostics);
        var tasks = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            var image = symbols.Open(_full, _id);
            return (image, Enumerable.Range(0, 2000).Select(i => image.Source.Find(0x1000 + (ulong)i)).ToArray());
        }));
        var results = await Task.WhenAll(tasks);
        foreach (var (image, found) in results)
        {
            Assert.Same(results[0].image, image);
            for (var i = 0; i < found.Length; i++)
            {
                Assert.Same(results[0].Item2[i], found[i]);
            }
        }
    }

    public void Dispose() => _shop.Dispose();

    private static NativeSymbolOptions Nowhere => new() { DebugFolder = "/nowhere" };
}
