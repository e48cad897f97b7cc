using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Symbols.Native;
using PerfHarness.Symbols.Servers;
using PerfHarness.Tests.Symbols.Native;

namespace PerfHarness.Tests.Symbols.Servers;

public sealed class SymbolServerTests : IDisposable
{
    private readonly CompilerFolder _shop = new();
    private readonly DiagnosticBag _diagnostics = new();
    private readonly string _debug;
    private readonly string _app;
    private readonly BuildId _id;

    public SymbolServerTests()
    {
        Tool.SkipUnlessExists("objcopy");
        _debug = _shop.Compile("full.c", "static __attribute__((noinline)) int hidden(int x) { return x * 3; } int main(int c, char** v) { return hidden(c); }", "-O1", "-g");
        _app = _shop.PathOf("app");
        Tool.Run("strip", "-o", _app, _debug);
        using var file = ElfFile.Open(_debug);
        _id = file.BuildId!.Value;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_debug_file_is_fetched_once_and_names_the_stripped_image(bool debuginfod)
    {
        var wanted = debuginfod ? $"/sym/buildid/{_id}/debuginfo" : $"/sym/_.debug/elf-buildid-sym-{_id}/_.debug";
        using var server = new LoopbackServer((path, stream, _) => path == wanted
            ? LoopbackServer.SendAsync(stream, "200 OK", File.ReadAllBytes(_debug)) : LoopbackServer.SendAsync(stream, "404 No", []));
        var servers = Options(server) with { Debuginfod = debuginfod ? [server.Url] : [], Ssqp = debuginfod ? [] : [server.Url] };
        for (var i = 0; i < 2; i++)
        {
            using var symbols = new NativeSymbols(new NativeSymbolOptions { DebugFolder = _shop.Folder, Servers = servers }, _diagnostics);
            Assert.Contains("hidden", ((ElfSource)symbols.Open(_app).Source).AllNames());
        }

        Assert.Equal([wanted], server.Paths);
        Assert.Empty(_diagnostics.ToList());
    }

    [Fact]
    public void No_request_is_made_unless_a_server_was_named()
    {
        using var symbols = new NativeSymbols(new NativeSymbolOptions { DebugFolder = _shop.Folder }, _diagnostics);
        Assert.DoesNotContain("hidden", ((ElfSource)symbols.Open(_app).Source).AllNames());
    }

    [Fact]
    public void What_was_fetched_before_serves_without_a_server()
    {
        using var server = new LoopbackServer((_, stream, _) => LoopbackServer.SendAsync(stream, "200 OK", File.ReadAllBytes(_debug)));
        Assert.NotNull(Find(Options(server)));
        var offline = Options(server) with { Ssqp = [], Debuginfod = [] };
        using var symbols = new NativeSymbols(new NativeSymbolOptions { DebugFolder = _shop.Folder, Servers = offline }, _diagnostics);
        Assert.Contains("hidden", ((ElfSource)symbols.Open(_app).Source).AllNames());
        Assert.Single(server.Paths);
    }

    [Fact]
    public void The_installed_runtimes_libraries_are_found_with_their_build_ids()
    {
        var libraries = RuntimeLibraries.Find();
        var runtime = Path.GetFileName(Path.GetDirectoryName(typeof(object).Assembly.Location));
        var library = Assert.Single(libraries, l => l.Version == runtime && Path.GetFileName(l.Path) == "libcoreclr.so");
        using var file = ElfFile.Open(library.Path);
        Assert.Equal(file.BuildId, library.Id);
    }

    [Fact]
    public void Redirects_to_the_web_are_followed()
    {
        using var server = new LoopbackServer((path, stream, _) => path == "/there"
            ? LoopbackServer.SendAsync(stream, "200 OK", File.ReadAllBytes(_debug)) : LoopbackServer.SendAsync(stream, "302 Found\r\nLocation: /there", []));
        Assert.NotNull(Find(Options(server)));
    }

    [Theory]
    [InlineData("redirect to a file", "302 Found\r\nLocation: file:///etc/passwd", 0)]
    [InlineData("redirect without end", "302 Found\r\nLocation: /again", 0)]
    [InlineData("another build id", "200 OK", 1)]
    [InlineData("no ELF file", "200 OK", 2)]
    [InlineData("server error", "500 Oops", 0)]
    public void A_hostile_response_is_rejected_and_leaves_nothing_behind(string what, string head, int body)
    {
        using var server = new LoopbackServer((_, stream, _) => LoopbackServer.SendAsync(stream, head, body switch { 1 => File.ReadAllBytes("/proc/self/exe"), 2 => "<html>no</html>"u8.ToArray(), _ => [] }));
        var options = Options(server);
        Assert.Null(Find(options));
        Assert.True(_diagnostics.GetCount(DiagnosticCodes.SymbolServerFailed) == 1, what);
        Assert.Empty(Directory.EnumerateFiles(options.CacheFolder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_body_without_end_is_cut_off()
    {
        using var server = new LoopbackServer(async (_, stream, end) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), end);
            for (var block = new byte[1 << 16]; !end.IsCancellationRequested;)
            {
                await stream.WriteAsync(block, end);
            }
        });
        var options = Options(server) with { MaxFileSize = 1 << 20 };
        Assert.Null(Find(options));
        Assert.Equal(1, _diagnostics.GetCount(DiagnosticCodes.SymbolServerFailed));
        Assert.Empty(Directory.EnumerateFiles(options.CacheFolder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_server_that_is_silent_or_slow_is_abandoned_and_not_queried_again(bool trickle)
    {
        using var server = new LoopbackServer(async (_, stream, end) =>
        {
            if (trickle)
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), end);
            }

            while (!end.IsCancellationRequested)
            {
                await Task.Delay(50, end);
                await stream.WriteAsync(trickle ? new byte[1] : [], end);
            }
        });
        using var client = new SymbolServer(Options(server) with { IdleTimeout = TimeSpan.FromMilliseconds(400), TotalTimeout = TimeSpan.FromMilliseconds(900) }, _diagnostics);
        Assert.Null(client.Find(_id, "app"));
        Assert.Null(client.Find(BuildId.From(Convert.FromHexString("0123456789abcdef0123456789abcdef01234567"))!.Value, "other"));
        Assert.Single(server.Paths);
    }

    [Fact]
    public void Only_web_addresses_are_taken_from_the_environment() =>
        Assert.Equal(["https://a.example/", "http://b.example/x"], SymbolServerOptions.ParseUrls("https://a.example  file:///etc ftp://c http://b.example/x nonsense").Select(u => u.ToString()));

    public void Dispose() => _shop.Dispose();

    private string? Find(SymbolServerOptions options)
    {
        using var client = new SymbolServer(options, _diagnostics);
        return client.Find(_id, "app");
    }

    private SymbolServerOptions Options(LoopbackServer server) => new() { Debuginfod = [server.Url], CacheFolder = _shop.PathOf("cache") };
}
