using System.Diagnostics;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Native;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols.Native;

[TimeLimit(120)]
[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class CorruptElfTests
{
    // What a whole file of that size takes is a tenth of it.
    private const long MostBytes = 64 << 20;

    private const int Rounds = 150;
    private const int UsualFiles = 250;
    private const string Program = """
        #include <vector>
        #include <string>
        #include <algorithm>
        #include <cstdio>
        static int work(std::vector<std::string>& v) { std::sort(v.begin(), v.end()); return (int)v.size(); }
        int main(int c, char** a) { std::vector<std::string> v(a, a + c); std::printf("%d\n", work(v)); }
        """;

    [Theory]
    [InlineData("-O1 -g")]
    [InlineData("-O1 -g -gdwarf-4 -gz=zlib")]
    [InlineData("-O2 -s")]
    public void Bit_flips_and_truncation_give_diagnostics_and_end(string options)
    {
        using var shop = new CompilerFolder();
        var original = File.ReadAllBytes(shop.Compile("p.cpp", Program, options.Split(' ')));
        var random = new Random(20);
        for (var i = 0; i < Rounds; i++)
        {
            var bytes = original.ToArray();
            // Headers and section tables are hit as often as the rest.
            for (var k = random.Next(1, 12); k > 0; k--)
            {
                var at = random.Next(3) switch { 0 => random.Next(4, 800), 1 => bytes.Length - random.Next(1, 3000), _ => random.Next(4, bytes.Length) };
                bytes[at] = random.Next(3) switch { 0 => 0xff, 1 => 0, _ => (byte)(bytes[at] ^ (1 << random.Next(8))) };
            }

            Bounded.Allocations(MostBytes, () => Exercise(bytes), $"round {i}");
            var cut = original[..random.Next(original.Length)];
            Bounded.Allocations(MostBytes, () => Exercise(cut), $"{cut.Length} bytes");
        }
    }

    [Fact]
    public void Every_short_prefix_is_rejected_or_read()
    {
        var original = File.ReadAllBytes("/proc/self/exe");
        for (var length = 0; length < 2000; length++)
        {
            Bounded.Allocations(MostBytes, () => Exercise(original[..length]), $"{length} bytes");
        }
    }

    [Fact]
    public void Huge_counts_are_not_trusted()
    {
        // 64-bit header: section table at 64, one section that claims 2^60 others, all of it pointing at itself.
        var bytes = new byte[256];
        "\u007fELF"u8.CopyTo(bytes);
        (bytes[4], bytes[5], bytes[6], bytes[18]) = (2, 1, 1, 62);
        bytes[32] = bytes[40] = 64;
        (bytes[54], bytes[58]) = (56, 64);
        bytes[56] = bytes[57] = 0xff;
        BitConverter.TryWriteBytes(bytes.AsSpan(64 + 32), 1ul << 60);
        BitConverter.TryWriteBytes(bytes.AsSpan(64 + 44), uint.MaxValue);
        Bounded.Allocations(4_000_000, () => Exercise(bytes));
    }

    [Fact]
    public void Big_endian_and_32_bit_images_are_read()
    {
        using var shop = new CompilerFolder();
        var source = shop.PathOf("x.c");
        File.WriteAllText(source, "int f(int x) { return x; } int g(int x) { return x + 1; }");
        var path = shop.PathOf("x.o");
        Tool.Run("gcc", "-c", source, "-o", path);
        using var file = ElfFile.Open(path);
        Assert.True(file.Header.Is64);
        Assert.False(file.Header.IsBigEndian);

        // A big-endian 32-bit header with one PT_LOAD, made by hand.
        byte[] big = [0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 52, 0, 0, 0, 0, 0, 0, 0, 0, 0, 52, 0, 32, 0, 1, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 1, 0, 0, 0x10, 0, 0, 1, 0x10, 0, 0, 1, 0x10, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 5, 0, 0, 0x10, 0];
        using var other = ElfFile.FromMemory("big", big);
        Assert.True(other.Header.IsBigEndian);
        Assert.True(other.TryGetAddress(0x1010, out var address));
        Assert.Equal(0x11010ul, address);
    }

    /// <summary>The host's first ELF files; all of them with PERFHARNESS_ALL_ELF=1, which takes long.</summary>
    [Fact, TimeLimit(3600)]
    public void The_hosts_own_files_are_read_without_a_diagnostic()
    {
        var all = Environment.GetEnvironmentVariable("PERFHARNESS_ALL_ELF") == "1";
        var (read, diagnostics) = (0, new DiagnosticBag());
        foreach (var path in new[] { "/usr/bin", "/usr/lib" }.SelectMany(SymbolFolderIndex.Files))
        {
            if (!all && read == UsualFiles)
            {
                break;
            }

            if (!RegularFile.Exists(path) || !IsElf(path))
            {
                continue;
            }

            using var symbols = new NativeSymbols(new NativeSymbolOptions { DebugFolder = all ? "/usr/lib/debug" : "/nowhere" }, diagnostics);
            var image = symbols.Open(path);
            Assert.True(image.IsFound, path);
            Query(image.Source, ((ElfSource)image.Source).Image, 20);
            read++;
        }

        Assert.NotEqual(0, read);
        // Other machines' firmware and deliberately odd objects lie in /usr/lib too; they are read without one.
        Assert.Empty(diagnostics.ToList().Where(d => d.Code != DiagnosticCodes.UnsupportedDebugInfo).Select(d => d.ToString()));
    }

    private static void Exercise(byte[] bytes)
    {
        ElfFile file;
        try
        {
            file = ElfFile.FromMemory("corrupt", bytes, new DiagnosticBag());
        }
        catch (InputException)
        {
            return;
        }

        using var source = new ElfSource("corrupt", [file], diagnostics: new DiagnosticBag());
        Query(source, file, 60);
        MiniDebugInfo.Read(file, new DiagnosticBag())?.Dispose();
        DebugLink.Read(file);
    }

    private static void Query(ISymbolSource source, ElfFile file, int times)
    {
        foreach (var section in file.Sections.Where(s => s.IsExecutable).Take(8))
        {
            for (var i = 0; i < times; i++)
            {
                var address = section.Address + ((ulong)i * Math.Max(1, section.Size / (ulong)times));
                source.Find(address);
                source.FindInlined(address);
                source.FindLine(address);
            }
        }
    }

    private static bool IsElf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var magic = new byte[4];
            return file.Read(magic) == 4 && magic.AsSpan().SequenceEqual("\u007fELF"u8);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
