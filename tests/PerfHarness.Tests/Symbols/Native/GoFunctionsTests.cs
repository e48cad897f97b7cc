using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.Go;
using PerfHarness.Symbols.Native;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols.Native;

/// <summary>Stripped Go programs, with the symbols of the same build that was not stripped as the oracle.</summary>
[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class GoFunctionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("exe")]
    [InlineData("pie")]
    public void A_stripped_program_has_the_names_of_the_full_one(string mode)
    {
        var full = Build("full", "-buildmode=" + mode);
        var stripped = Build("stripped", "-buildmode=" + mode, "-ldflags", "-s -w");
        using var symbols = new NativeSymbols(new NativeSymbolOptions(), new DiagnosticBag());
        var source = symbols.Open(stripped).Source;
        var different = new List<string>();
        var compared = 0;
        foreach (var line in Tool.Run("nm", full).Split('\n'))
        {
            // Stripping moves no code. What has no entry in the table is no function: runtime.text, type descriptors.
            var parts = line.Split(' ', 3);
            if (parts.Length < 3 || parts[1] is not ("t" or "T") || parts[2].Contains("(.text", StringComparison.Ordinal) || parts[2] is "runtime.text" or "runtime.etext" or "_start" or "go:buildid" or "go.buildid")
            {
                continue;
            }

            compared++;
            var address = ulong.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var found = source.Find(address);
            if (found is not { Named: true } || found.Start != address || Plain(found.Name.Name) != Plain(parts[2]))
            {
                different.Add($"{parts[2]} is {found?.Name.Name}");
            }
        }

        Assert.True(compared > 3000, $"only {compared} functions");
        Assert.Empty(different);
    }

    [Fact]
    public void Instances_of_a_generic_function_are_numbered()
    {
        using var file = ElfFile.Open(Build("stripped", "-ldflags", "-s -w"));
        var table = GoFunctionTable.Read(file)!;
        var functions = new GoFunctions(table, "stripped");

        var names = Enumerable.Range(0, table.Count).Select(i => functions.Find(table.GetStart(i))!.Name.Name).Where(n => n.StartsWith("main.same", StringComparison.Ordinal));

        Assert.Equal(["main.same[...]", "main.same[...]#2"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_truncated_or_changed_table_gives_no_function_or_a_diagnostic()
    {
        var path = Build("stripped", "-ldflags", "-s -w");
        var bytes = File.ReadAllBytes(path);
        int offset;
        using (var file = ElfFile.Open(path))
        {
            offset = (int)file.FindSection(".gopclntab")!.Offset;
        }

        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var changed = bytes.ToArray();
            changed[offset + random.Next(i < 100 ? 72 : 4096)] ^= (byte)(1 << random.Next(8));
            var copy = _folder.File("changed");
            File.WriteAllBytes(copy, changed);
            using var file = ElfFile.Open(copy);
            var diagnostics = new DiagnosticBag();
            if (GoFunctionTable.Read(file, diagnostics) is { } table)
            {
                var functions = new GoFunctions(table, "x");
                for (ulong address = 0x401000; address < 0x402000; address += 16)
                {
                    _ = functions.Find(address);
                }
            }
            else
            {
                Assert.Equal(1, diagnostics.GetCount(DiagnosticCodes.CorruptElf));
            }
        }
    }

    // The symbol table spells the ABI of a function out, and the arguments of a generic one; the table of the runtime does not.
    private static string Plain(string name)
    {
        name = name.Replace('·', '.');
        name = name.EndsWith(".abi0", StringComparison.Ordinal) ? name[..^5] : name;
        var mark = name.LastIndexOf('#');
        name = mark > 0 ? name[..mark] : name;
        var (open, close) = (name.IndexOf('['), name.LastIndexOf(']'));
        return open > 0 && close > open ? name[..open] + "[...]" + name[(close + 1)..] : name;
    }

    private string Build(string name, params string[] options)
    {
        Tool.SkipUnlessExists("go");
        File.WriteAllText(_folder.File("go.mod"), "module try\ngo 1.18\n");
        File.WriteAllText(_folder.File("main.go"), """
            package main

            import ("encoding/json"; "fmt"; "net/http"; "os"; "sort")

            type T struct{ v map[string]int }

            //go:noinline
            func (t *T) Work(n int) int { s := 0; for i := 0; i < n; i++ { s += i ^ 3 }; return s }

            //go:noinline
            func same[K comparable](a []K, b K) int { n := 0; for _, x := range a { if x == b { n++ } }; return n }

            func main() {
                t := &T{map[string]int{"a": 1}}
                f := func(n int) int { return t.Work(n) + 1 }
                b, _ := json.Marshal(t.v)
                x := []string{"b", "a"}
                sort.Slice(x, func(i, j int) bool { return x[i] < x[j] })
                fmt.Println(f(1000), string(b), same(x, "a"), same([]int{1, 2}, 2))
                if len(os.Args) > 3 { http.ListenAndServe(":0", nil) }
            }
            """);
        var output = _folder.File(name);
        Tools.Run("go", ["build", "-o", output, .. options, "."], _folder.Path, new Dictionary<string, string>
        {
            ["GOFLAGS"] = "-mod=mod", ["GOCACHE"] = _folder.File("cache"), ["GOTOOLCHAIN"] = "local", ["GO111MODULE"] = "on", ["GOPROXY"] = "off",
        });
        return output;
    }
}
