using System.Globalization;
using System.Reflection.PortableExecutable;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Instructions;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Managed;
using PerfHarness.Symbols.Native;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Symbols.Native;

namespace PerfHarness.Tests.Instructions;

/// <summary>Instructions of real programs and libraries, compared with <c>objdump -d</c> by address and mnemonic.</summary>
[TimeLimit(300)]
[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class ObjdumpTests
{
    private const int MostFunctions = 4000;

    private const string Program = """
        #include <algorithm>
        #include <cstring>
        #include <string>
        #include <vector>
        struct Shape { virtual ~Shape() {} virtual double area() const = 0; };
        struct Square : Shape { double a; Square(double x) : a(x) {} double area() const override { return a * a; } };
        template <typename T> T sum(const std::vector<T>& v) { T s{}; for (auto x : v) s += x; return s; }
        int main(int c, char** a)
        {
            std::vector<std::string> words(a, a + c);
            std::sort(words.begin(), words.end());
            std::vector<double> areas;
            for (int i = 0; i < c * 100; i++) { Shape* s = new Square(i); areas.push_back(s->area()); delete s; }
            char text[64]; std::memset(text, c, sizeof text);
            try { if (c > 100) throw std::string("many"); } catch (const std::string& s) { return (int)s.size(); }
            switch (c) { case 1: return 3; case 2: return 9; case 3: return 4; case 4: return 1; case 5: return 7; case 6: return text[3]; }
            return (int)sum(areas);
        }
        """;

    [Theory]
    [InlineData("libc.so.6", nameof(Syntax.Intel))]
    [InlineData("libc.so.6", nameof(Syntax.Att))]
    [InlineData("libstdc++.so.6", nameof(Syntax.Intel))]
    [InlineData("libcoreclr.so", nameof(Syntax.Intel))]
    [InlineData("libm.so.6", nameof(Syntax.Att))]
    [InlineData("libclrjit.so", nameof(Syntax.Att))]
    public void Instructions_of_libraries_are_those_of_objdump(string library, string syntax) => Compare(FindLibrary(library), Enum.Parse<Syntax>(syntax));

    [Theory]
    [InlineData("-O2 -g", nameof(Syntax.Intel))]
    [InlineData("-O0 -no-pie -fno-pie", nameof(Syntax.Intel))]
    [InlineData("-O3 -march=skylake-avx512 -s", nameof(Syntax.Att))]
    public void Instructions_of_a_program_are_those_of_objdump(string options, string syntax)
    {
        using var shop = new CompilerFolder();
        Compare(shop.Compile("p.cpp", Program, options.Split(' ')), Enum.Parse<Syntax>(syntax));
    }

    [Theory]
    [InlineData("System.Linq.dll")]
    [InlineData("System.Text.Json.dll")]
    public void Instructions_of_precompiled_assemblies_are_those_of_objdump(string assembly)
    {
        Tool.SkipUnlessExists("objdump");
        var path = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, assembly);
        using var folder = new TemporaryFolder();
        using var pe = new PEReader(File.OpenRead(path));
        using var source = ReadyToRunSource.Open(path, new DiagnosticBag());
        Assert.SkipUnless(source is not null && pe.PEHeaders.CoffHeader.Machine != Machine.Arm64, "the runtime is not precompiled, or not for x86-64");
        var expected = new List<(ulong, string)>();
        foreach (var section in pe.PEHeaders.SectionHeaders.Where(s => (s.SectionCharacteristics & SectionCharacteristics.ContainsCode) != 0))
        {
            var raw = folder.File(section.Name.TrimStart('.'));
            File.WriteAllBytes(raw, [.. pe.GetSectionData(section.VirtualAddress).GetContent()]);
            expected.AddRange(ReadObjdump(["-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", FormattableString.Invariant($"--adjust-vma=0x{section.VirtualAddress:x}"), raw]));
        }

        Compare(expected, source!, Syntax.Intel);
    }

    private static string FindLibrary(string name)
    {
        if (name.StartsWith("libc", StringComparison.Ordinal) && Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name) is var own
            && File.Exists(own))
        {
            return own;
        }

        var line = Tool.Run("/sbin/ldconfig", "-p").Split('\n').FirstOrDefault(l => l.Trim().StartsWith(name + " ", StringComparison.Ordinal) && l.Contains("x86-64", StringComparison.Ordinal));
        Assert.SkipUnless(line is not null, $"{name} is not installed");
        return line![(line.LastIndexOf(' ') + 1)..];
    }

    private static void Compare(string path, Syntax syntax)
    {
        Tool.SkipUnlessExists("objdump");
        using var symbols = new NativeSymbols(new NativeSymbolOptions(), new DiagnosticBag());
        Compare(ReadObjdump(["-d", "-M", syntax == Syntax.Intel ? "intel" : "att", path]), symbols.Open(path).Source, syntax);
    }

    private static void Compare(List<(ulong Address, string Words)> expected, ISymbolSource source, Syntax syntax)
    {
        var disassembler = new Disassembler(syntax);
        var (functions, instructions) = (0, 0);
        var differences = new List<string>();
        for (var i = 0; i < expected.Count && functions < MostFunctions;)
        {
            var symbol = source.Find(expected[i].Address);
            if (symbol is null || symbol.Start != expected[i].Address || source.ReadCode(symbol) is not { MissingReason: null } code)
            {
                i++;
                continue;
            }

            functions++;
            foreach (var instruction in disassembler.Decode(code, symbol.Start))
            {
                instructions++;
                var actual = (instruction.Address, InstructionWords.Take(instruction.Text));
                if (i >= expected.Count || actual != expected[i])
                {
                    differences.Add($"{symbol.Name.Name}: {instruction.Address:x} {instruction.Text}, but {(i < expected.Count ? expected[i] : default)}");
                    break;
                }

                i++;
            }

            while (i < expected.Count && expected[i].Address < symbol.Start + symbol.Size)
            {
                i++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{functions} functions, {instructions} instructions, {differences.Count} differ");
        Assert.True(functions >= 10, $"only {functions} functions");
        Assert.True(differences.Count == 0, string.Join("\n", differences.Take(20)));
    }

    // "  401136:	push   rbp", after which a target's name or a comment may follow.
    private static List<(ulong Address, string Words)> ReadObjdump(string[] arguments)
    {
        var found = new List<(ulong, string)>();
        foreach (var line in Tool.Run("objdump", ["-w", "--no-show-raw-insn", .. arguments]).Split('\n'))
        {
            var colon = line.IndexOf(":\t", StringComparison.Ordinal);
            if (colon > 0 && ulong.TryParse(line.AsSpan(0, colon).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address))
            {
                found.Add((address, InstructionWords.Take(line[(colon + 2)..])));
            }
        }

        return found;
    }
}
