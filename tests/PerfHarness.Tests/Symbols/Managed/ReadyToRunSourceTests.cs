using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Managed;

namespace PerfHarness.Tests.Symbols.Managed;

public sealed class ReadyToRunSourceTests
{
    private static readonly string Linq = typeof(Enumerable).Assembly.Location;

    [Fact]
    public void Precompiled_code_has_its_canonical_name_kind_tier_and_assembly()
    {
        using var source = ReadyToRunSource.Open(Linq, new DiagnosticBag())!;
        var symbols = All(Linq, source);
        var sum = symbols.Single(s => s.Name.Name == "System.Linq.Enumerable.Sum(IEnumerable<int>)");
        Assert.Equal((FrameKind.ReadyToRun, CodeTier.PreJit, "System.Linq", true), (sum.Kind, sum.Tier, sum.Name.Module, sum.Named));
        Assert.Contains(symbols, s => s.Name.Name == "System.Linq.Enumerable.ListWhereIterator<__Canon>.MoveNext()");
        var stub = Assert.Single(symbols, s => s.Kind == FrameKind.Stub);
        Assert.Equal("[delay load thunk]", stub.Name.Name);
    }

    [Fact]
    public void One_function_is_one_symbol_for_all_its_addresses()
    {
        using var source = ReadyToRunSource.Open(Linq, new DiagnosticBag())!;
        var symbol = All(Linq, source)[20];
        Assert.Same(symbol, source.Find(symbol.Start));
        Assert.Same(symbol, source.Find(symbol.Start + symbol.Size - 1));
        Assert.Null(source.Find(0x40));
        Assert.Null(source.Find(ulong.MaxValue));
    }

    [Fact]
    public void All_threads_get_the_same_symbol()
    {
        using var source = ReadyToRunSource.Open(Linq, new DiagnosticBag())!;
        using var image = ReadyToRunImage.Open(Linq, new DiagnosticBag())!;
        var starts = image.Ranges.Select(r => r.Start).ToArray();
        var seen = new Symbol?[4][];
        Parallel.For(0, seen.Length, i => seen[i] = [.. starts.Select(s => source.Find(s))]);
        for (var i = 1; i < seen.Length; i++)
        {
            Assert.True(seen[0].Zip(seen[i]).All(pair => ReferenceEquals(pair.First, pair.Second)));
        }
    }

    [Fact]
    public void A_file_offset_becomes_the_rva_of_its_section()
    {
        using var source = ReadyToRunSource.Open(Linq, new DiagnosticBag())!;
        using var pe = PeFile.Open(Linq);
        var text = pe.Headers.SectionHeaders[0];
        Assert.Equal((ulong)text.VirtualAddress + 0x123, source.GetAddress((ulong)text.PointerToRawData + 0x123));
        Assert.Equal(ulong.MaxValue, source.GetAddress(1ul << 40));
    }

    internal static List<Symbol> All(string path, ISymbolSource source, ulong first = 0)
    {
        using var image = ReadyToRunImage.Open(path, new DiagnosticBag())!;
        return [.. image.Ranges.Select(r => source.Find(first + r.Start)!)];
    }
}
