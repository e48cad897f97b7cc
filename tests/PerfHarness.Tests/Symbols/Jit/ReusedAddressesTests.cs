using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Jit;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Tests.Symbols.Jit;

public sealed class ReusedAddressesTests
{
    [Fact]
    public void Methods_that_a_map_lists_at_one_address_are_one_row_whatever_their_order()
    {
        var map = Open("1000 40 int32 [A] N.W::Y()[QuickJitted]\n1000 40 int32 [A] N.W::X()[QuickJitted]\n2000 40 int32 [A] N.W::X()[QuickJitted]\n2010 40 int32 [A] N.W::Y()[QuickJitted]\n");

        var row = map.Find(0x1010)!;

        Assert.Equal((new FunctionName("[address reused]", "N.W.X() | N.W.Y() [address reused]"), false), (row.Name, row.Named));
        Assert.Contains("no times", row.UnnamedReason, StringComparison.Ordinal);
        Assert.Same(row, map.Find(0x2020));
        Assert.Equal(("N.W.X()", "N.W.Y()"), (map.Find(0x200f)!.Name.Name, map.Find(0x2040)!.Name.Name));
    }

    [Theory]
    [InlineData("1000 40 int32 [A] N.W::X()[QuickJitted]\n1000 40 int32 [A] N.W::X()[OptimizedTier1]\n", "N.W.X()")] // its tiers
    [InlineData("1000 40 int32 [A] N.W::X()[QuickJitted]\n2000 40 void [A] N.W::Z()[QuickJitted]\n1000 40 int32 [A] N.W::X()[QuickJitted]\n", "N.W.X()")] // listed again
    [InlineData("1000 40 JS:~f /a.js:1:1\n1000 60 JS:*f /a.js:1:1\n", "f")]
    [InlineData("1000 40 int32 [A] N.W::X()[QuickJitted]\n1000 1000 stub<1> Allocate<FixupPrecode>\n", "FixupPrecode")] // a block of stubs
    public void What_is_certain_stays_named(string map, string expected)
    {
        var symbol = Open(map).Find(0x1010)!;

        Assert.True(symbol.Named);
        Assert.Contains(expected, symbol.Name.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_list_of_candidates_is_shortened_with_their_number()
    {
        var lines = string.Concat(Enumerable.Range(100, 700).Select(i => $"1000 40 int32 [A] N.W::M{i}()[QuickJitted]\n"));

        Assert.Equal("N.W.M100() | N.W.M101() | 698 others [address reused]", Open(lines).Find(0x1000)!.Name.Name);
    }

    [Fact]
    public void More_lines_than_are_looked_at_are_not_silently_ignored()
    {
        var lines = string.Concat(Enumerable.Range(0, 5000).Select(_ => "1000 40 int32 [A] N.W::M()[QuickJitted]\n")) + "1000 40 int32 [A] N.W::Last()[QuickJitted]\n";

        var symbol = Open(lines).Find(0x1000)!;

        Assert.Equal(("N.W.M() | 0 or more others [address reused]", false), (symbol.Name.Name, symbol.Named));
    }

    private static PerfMapSource Open(string map) => new(PerfMapReader.Read(Encoding.UTF8.GetBytes(map), null, new DiagnosticBag()));
}
