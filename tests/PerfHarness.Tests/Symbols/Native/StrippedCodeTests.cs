using System.Globalization;
using System.Text.RegularExpressions;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.Unwinding;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Native;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols.Native;

[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class StrippedCodeTests
{
    private const string Program = """
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        __attribute__((noinline)) static int hidden(int x) { return x * 3 + (int)strlen("abc"); }
        __attribute__((noinline)) int shown(int x) { char b[64]; memset(b, x, 64); puts(b); return hidden(x) + b[3]; }
        int main(int argc, char** argv) { return shown(argc) + atoi(argv[0]); }
        """;

    [Theory]
    [InlineData("-O1")]
    [InlineData("-O1 -fcf-protection=full -Wl,-z,lazy")]
    [InlineData("-O1 -Wl,-z,now -Wl,-z,ibtplt")]
    [InlineData("-O1 -no-pie -Wl,-z,lazy")]
    public void Plt_stubs_are_named_by_what_they_call(string options)
    {
        Tool.SkipUnlessExists("objdump");
        using var shop = new CompilerFolder();
        var path = shop.Compile("stubs.c", Program, options.Split(' '));
        AssertStubs(path);
    }

    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/libstdc++.so.6")]
    [InlineData("/usr/bin/perf")]
    [InlineData("/lib/x86_64-linux-gnu/libc.so.6")]
    public void Plt_stubs_of_host_files_are_those_of_objdump(string path)
    {
        Tool.SkipUnlessExists("objdump");
        Assert.SkipUnless(File.Exists(path), $"no {path}");
        AssertStubs(path);
    }

    [Fact]
    public void Stripped_code_belongs_to_the_function_that_call_frame_information_bounds()
    {
        Tool.SkipUnlessExists("strip");
        using var shop = new CompilerFolder();
        var full = shop.Compile("full.c", Program, "-O1");
        var (hidden, size) = SymbolOf(full, "hidden");
        var stripped = shop.PathOf("app");
        Tool.Run("strip", "-o", stripped, full);
        using var symbols = new NativeSymbols(new NativeSymbolOptions(), new DiagnosticBag());
        var source = symbols.Open(stripped).Source;
        var found = source.Find(hidden + 3);
        Assert.Equal($"app!0x{hidden:x}", found?.Name.Name);
        Assert.False(found!.Named);
        Assert.Equal((hidden, size), (found.Start, found.Size));
        Assert.Same(found, source.Find(hidden));
    }

    [Fact]
    public void Without_a_table_of_frames_the_frames_themselves_are_walked()
    {
        Tool.SkipUnlessExists("objcopy");
        using var shop = new CompilerFolder();
        var full = shop.Compile("full.c", Program, "-O1", "-Wl,--no-eh-frame-hdr");
        var (hidden, size) = SymbolOf(full, "hidden");
        using var file = ElfFile.Open(full);
        var frame = CallFrameIndex.ReadLoaded(file)?.Find(hidden + 1, out _);
        Assert.Equal((hidden, size), (frame?.Start, frame?.Size));
    }

    [Fact]
    public void Mini_debug_information_names_what_dynsym_does_not()
    {
        Tool.SkipUnlessExists("objcopy");
        Tool.SkipUnlessExists("xz");
        using var shop = new CompilerFolder();
        var full = shop.Compile("full.c", Program, "-O1");
        var (hidden, _) = SymbolOf(full, "hidden");
        var mini = shop.PathOf("mini");
        Tool.Run("objcopy", "-S", "--remove-section", ".gnu_debuglink", "--keep-symbol", "hidden", full, mini);
        Tool.Run("xz", mini);
        var app = shop.PathOf("app");
        Tool.Run("strip", "-o", app, full);
        Tool.Run("objcopy", "--add-section", $".gnu_debugdata={mini}.xz", app);
        var diagnostics = new DiagnosticBag();
        using var symbols = new NativeSymbols(new NativeSymbolOptions(), diagnostics);
        Assert.Equal("hidden", symbols.Open(app).Source.Find(hidden + 3)?.Name.Name);
        Assert.Empty(diagnostics.ToList());
    }

    [Theory]
    [InlineData("--compress-debug-sections=zlib")]
    [InlineData("--compress-debug-sections=zstd")]
    public void Compressed_sections_are_unpacked(string option)
    {
        Tool.SkipUnlessExists("objcopy");
        using var shop = new CompilerFolder();
        var plain = shop.Compile("plain.c", Program, "-g");
        var packed = shop.PathOf("packed");
        try
        {
            Tool.Run("objcopy", option, plain, packed);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Assert.Skip($"objcopy does not know {option}");
        }

        using var a = ElfFile.Open(plain);
        using var b = ElfFile.Open(packed);
        Assert.True(b.FindSection(".debug_info")!.IsCompressed);
        Assert.True(a.GetContents(".debug_info").SequenceEqual(b.GetContents(".debug_info")));
    }

    private static void AssertStubs(string path)
    {
        var expected = new List<(ulong Address, string Name)>();
        foreach (Match match in Regex.Matches(Tool.Run("objdump", "-d", "-j", ".plt", "-j", ".plt.sec", "-j", ".plt.got", "-j", ".text", "--no-show-raw-insn", path), "^([0-9a-f]+) <([^>]+)@plt>:", RegexOptions.Multiline))
        {
            expected.Add((ulong.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture), match.Groups[2].Value));
        }

        Assert.NotEmpty(expected);
        using var symbols = new NativeSymbols(new NativeSymbolOptions { Style = NativeNameStyle.Mangled }, new DiagnosticBag());
        var source = symbols.Open(path).Source;
        foreach (var (address, name) in expected)
        {
            var found = source.Find(address + 4);
            Assert.NotNull(found);
            // objdump gives the address of an indirect function's resolver, we its name; and the symbol versions.
            if (!name.StartsWith("*ABS*", StringComparison.Ordinal))
            {
                Assert.Equal(name.Split('@')[0] + "@plt", found.Name.Name);
            }

            Assert.EndsWith("@plt", found.Name.Name);
            Assert.True(found.Named);
            Assert.Equal(address, found.Start);
        }
    }

    private static (ulong Address, ulong Size) SymbolOf(string path, string name)
    {
        var match = Regex.Match(Tool.Run("nm", "-S", path), $"^([0-9a-f]+) ([0-9a-f]+) [tT] {name}$", RegexOptions.Multiline);
        return (ulong.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture), ulong.Parse(match.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
