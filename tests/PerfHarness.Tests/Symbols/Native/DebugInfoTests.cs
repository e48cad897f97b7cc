using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Dwarf;
using PerfHarness.Formats.Elf;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Native;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols.Native;

/// <summary>Compares with <c>addr2line -i -f -C</c>.</summary>
[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class DebugInfoTests
{
    private const string C = """
        #include <stdio.h>
        #include <stdlib.h>
        static inline __attribute__((always_inline)) int square(int x) {
            return x * x + rand();
        }
        static inline __attribute__((always_inline)) int twice(int x) {
            int s = square(x);
            return s + square(x + 1);
        }
        __attribute__((noinline)) int work(int n) {
            int sum = 0;
            for (int i = 0; i < n; i++)
                sum += twice(i);
            return sum;
        }
        int main(int argc, char** argv) {
            printf("%d\n", work(argc));
            return square(argc);
        }
        """;

    private const string Cpp = """
        #include <algorithm>
        #include <map>
        #include <string>
        #include <vector>
        #include <cstdio>
        namespace app {
        template <class T> struct Box { T value; T get() const { return value; } __attribute__((noinline)) T slow(int n) const { T r{}; for (int i = 0; i < n; i++) r += value; return r; } };
        __attribute__((noinline)) int sorted(std::vector<std::string>& v) {
            std::sort(v.begin(), v.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
            std::map<std::string, int> m;
            for (auto& s : v) m[s]++;
            return (int)m.size();
        }
        }
        int main(int argc, char** argv) {
            std::vector<std::string> v(argv, argv + argc);
            app::Box<double> b{1.5};
            std::printf("%d %f\n", app::sorted(v), b.slow(argc) + b.get());
        }
        """;

    private const string Rust = """
        use std::collections::HashMap;
        #[inline(always)]
        fn weigh(s: &str) -> usize { s.bytes().map(|b| b as usize).sum() }
        #[inline(never)]
        fn count(words: &[String]) -> HashMap<usize, usize> {
            let mut found = HashMap::new();
            for w in words { *found.entry(weigh(w)).or_insert(0) += 1; }
            found
        }
        fn main() {
            let words: Vec<String> = std::env::args().collect();
            println!("{:?}", count(&words));
        }
        """;

    [Theory]
    [InlineData("a.c", "-O2 -g -gdwarf-2 -gstrict-dwarf")]
    [InlineData("a.c", "-O2 -g -gdwarf-3")]
    [InlineData("a.c", "-O2 -g -gdwarf-4")]
    [InlineData("a.c", "-O2 -g -gdwarf-5")]
    [InlineData("a.c", "-O2 -g -gdwarf-5 -no-pie")]
    [InlineData("a.c", "-O2 -g1")]
    [InlineData("a.c", "-O2 -g -gz=zlib")]
    [InlineData("b.cpp", "-O2 -g")]
    [InlineData("b.cpp", "-O1 -g -gdwarf-4 -ffunction-sections -Wl,--gc-sections")]
    [InlineData("c.rs", "-O -g")]
    [InlineData("c.rs", "-O -g -C symbol-mangling-version=v0")]
    public void Inlined_calls_and_lines_are_those_of_addr2line(string source, string options)
    {
        // C agrees in full. addr2line mistakes a file of DWARF 5 for the unit's own now and then (line 1929 of a source of 24
        // lines), and of functions that the linker merged it takes the name from the entry, we from the symbol.
        Tool.SkipUnlessExists("addr2line");
        using var shop = new CompilerFolder();
        var text = source switch { "a.c" => C, "b.cpp" => Cpp, _ => Rust };
        Compare(shop.Compile(source, text, options.Split(' ')), [.. Addresses(shop.PathOf(Path.GetFileNameWithoutExtension(source)), 4000)], source == "a.c" ? 0 : 0.05);
    }

    [Theory]
    [InlineData("/lib/x86_64-linux-gnu/libc.so.6")]
    public void Host_libraries_with_debug_files_agree_with_addr2line(string path)
    {
        Tool.SkipUnlessExists("addr2line");
        Assert.SkipUnless(File.Exists(path) && Directory.Exists("/usr/lib/debug/.build-id"), "no debug files are installed");
        Compare(path, [.. Addresses(path, 3000)], 0.02, OnlyInlinedNamesAndLines);
    }

    [Fact]
    public void A_function_has_the_position_of_its_declaration()
    {
        using var shop = new CompilerFolder();
        var path = shop.Compile("a.c", C, "-O2", "-g");
        using var symbols = new NativeSymbols(new NativeSymbolOptions(), new DiagnosticBag());
        var address = ulong.Parse(Regex.Match(Tool.Run("nm", path), "^([0-9a-f]+) T work$", RegexOptions.Multiline).Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var image = symbols.Open(path).Source;
        var source = image.FindSource(image.Find(address)!);
        Assert.Equal(shop.PathOf("a.c"), source?.File);
        Assert.Equal(10, source?.Line);
    }

    [Fact]
    public void Split_debug_information_is_named_as_unsupported()
    {
        using var shop = new CompilerFolder();
        var path = shop.Compile("a.c", C, "-O2", "-g", "-gsplit-dwarf");
        var diagnostics = new DiagnosticBag();
        using var symbols = new NativeSymbols(new NativeSymbolOptions(), diagnostics);
        var image = symbols.Open(path);
        Assert.Empty(image.Source.FindInlined(Addresses(path, 1).First()));
        Assert.Equal(1, diagnostics.GetCount(DiagnosticCodes.UnsupportedDebugInfo));
    }

    private static void Compare(string path, ulong[] addresses, double tolerance, Func<string, string>? reduce = null)
    {
        using var symbols = new NativeSymbols(new NativeSymbolOptions(), new DiagnosticBag());
        var source = symbols.Open(path).Source;
        var expected = AddressToLine(path, addresses);
        var different = new List<string>();
        var compared = 0;
        foreach (var address in addresses)
        {
            // Where there is no debug information addr2line names the nearest symbol before, whatever its size; and LTO's own units have no file.
            if (!source.FindLine(address).HasValue || expected[address].Contains("<artificial>", StringComparison.Ordinal))
            {
                continue;
            }

            compared++;
            var ours = Ours(source, address);
            if (reduce is null ? !AreSame(ours, expected[address]) : reduce(ours) != reduce(expected[address]))
            {
                different.Add($"0x{address:x}\n--- ours\n{ours}--- addr2line\n{expected[address]}");
            }
        }

        Assert.NotEqual(0, compared);
        Assert.True(different.Count <= compared * tolerance, $"{different.Count} of {compared}\n{string.Join('\n', different.Where(d => d.Length < 3000).Take(3))}");
    }

    // Of a function without a linkage name addr2line knows the plain name; ScopedNamesTests has an oracle for the rest of it.
    private static bool AreSame(string ours, string expected)
    {
        var (a, b) = (ours.Split('\n'), TypeNames.FormatIntegers(expected.Replace("{anonymous}", "(anonymous namespace)", StringComparison.Ordinal)).Split('\n'));
        return a.Length == b.Length && a.Zip(b).All(p => p.First == p.Second || (Split(p.First) is var (name, place) && Split(p.Second) is var (plain, otherPlace)
            && place == otherPlace && (name.Contains("::" + plain + "(", StringComparison.Ordinal) || name.StartsWith(plain + "(", StringComparison.Ordinal))));

        static (string Name, string Place) Split(string line) => line.LastIndexOf(' ') is >= 0 and var blank ? (line[..blank], line[blank..]) : (line, "");
    }

    // The file, see above, and which of its aliases a function is called by, are left out.
    private static string OnlyInlinedNamesAndLines(string text)
    {
        var lines = text.TrimEnd().Split('\n').Select(l => Regex.Replace(l, " [^ ]*:", ":")).ToArray();
        lines[^1] = Regex.Replace(lines[^1], "^.*:", "");
        return string.Join('\n', lines);
    }

    // Innermost first: function, then file and line, as addr2line prints.
    private static string Ours(ISymbolSource source, ulong address)
    {
        var text = new StringBuilder();
        var calls = source.FindInlined(address);
        var position = source.FindLine(address);
        for (var i = calls.Count - 1; i >= 0; i--)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Plain(calls[i].Name.Name)} {position?.File ?? "??"}:{position?.Line ?? 0}\n");
            position = calls[i].CallSite;
        }

        return text.Append(CultureInfo.InvariantCulture, $"{Plain(source.Find(address)!.Name.Name)} {position?.File ?? "??"}:{position?.Line ?? 0}\n").ToString();
    }

    private static Dictionary<ulong, string> AddressToLine(string path, ulong[] addresses)
    {
        var output = Tool.RunWithInput(string.Join('\n', addresses.Select(a => $"0x{a:x}")) + "\n", "addr2line", "-a", "-i", "-f", "-C", "-e", path).Split('\n');
        var found = new Dictionary<ulong, string>();
        ulong address = 0;
        for (var i = 0; i < output.Length; i++)
        {
            if (output[i].StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(output[i].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var next))
            {
                found[address = next] = "";
            }
            else if (i + 1 < output.Length)
            {
                var line = Regex.Replace(output[++i], @" \(discriminator \d+\)$", "").Replace(":?", ":0");
                line = line.EndsWith(":0", StringComparison.Ordinal) ? "??:0" : line; // code of no line has no file for us
                found[address] += $"{Plain(output[i - 1])} {line}\n";
            }
        }

        return found;
    }

    // addr2line names a part that was split off like its function, and shows crate hashes of Rust and no versions of symbols; of a stripped library's local function it knows the plain name.
    private static string Plain(string name) => Regex.Replace(Regex.Replace(name, @"(?<=\w)\[(?:0|[0-9a-f]{9,16})\]|@.*$|\.cold$| \[clone .*\]$", ""), @"(?<=[0-9'eE_}\]]): (?:[iu](?:8|16|32|64|128|size)|bool|char)", "");

    private static IEnumerable<ulong> Addresses(string path, int most)
    {
        path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        using var symbols = new NativeSymbols(new NativeSymbolOptions(), new DiagnosticBag());
        var source = symbols.Open(path).Source;
        using var file = ElfFile.Open(path);
        var text = file.FindSection(".text")!;
        // Every byte of a small program, a spread of a large one; between functions there is padding.
        var step = Math.Max(1, text.Size / (ulong)most);
        for (ulong at = 0; at < text.Size; at += step)
        {
            if (source.Find(text.Address + at) is { Named: true })
            {
                yield return text.Address + at;
            }
        }
    }
}
