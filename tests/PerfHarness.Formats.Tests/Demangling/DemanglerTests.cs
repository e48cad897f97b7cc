using System.Diagnostics;
using PerfHarness.Formats.Demangling;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.Demangling;

[TimeLimit(120)]
public sealed class DemanglerTests
{
    private const long MostBytes = 16 << 20;

    [Theory]
    [InlineData("_ZN4core3fmt5write17h0a1b2c3d4e5f6071E", "core::fmt::write")]
    [InlineData("_ZN60_$LT$alloc..string..String$u20$as$u20$core..fmt..Display$GT$3fmt17h0a1b2c3d4e5f6071E", "<alloc::string::String as core::fmt::Display>::fmt")]
    [InlineData("_ZN3foo3bar17h0a1b2c3d4e5f6071E.llvm.1234567890", "foo::bar")]
    [InlineData("_RNvNtCs1234_7mycrate3foo3bar", "mycrate::foo::bar")]
    [InlineData("_RNvCs1234_7mycrateu8gdel_5qa", "mycrate::gödel")]
    [InlineData("_RNCNvCs1234_7mycrate4main0", "mycrate::main::{closure#0}")]
    [InlineData("_RINvNtC3std3mem8align_ofdE", "std::mem::align_of::<f64>")]
    [InlineData("_RNvMsr_NtCs3ssYzQotkvD_3std4pathNtB5_7PathBuf3newCs15kBYyAo9fc_7mycrate", "<std::path::PathBuf>::new")]
    [InlineData("_RNvYNtC4core3i32NtNtB4_3fmt7Display3fmt", "<core::i32 as core::fmt::Display>::fmt")]
    [InlineData("_ZNSt6vectorIiSaIiEE9push_backERKi", "std::vector<int, std::allocator<int> >::push_back(int const&)")]
    [InlineData("_ZNSt6vectorIiSaIiEE9push_backERKi@@GLIBCXX_3.4", "std::vector<int, std::allocator<int> >::push_back(int const&)@@GLIBCXX_3.4")]
    [InlineData("_Z3foov.cold", "foo() [clone .cold]")]
    [InlineData("_Z3foov.llvm.99", "foo()")]
    [InlineData("main", "main")]
    [InlineData("_Znot_mangled", "_Znot_mangled")]
    [InlineData("_RNvB_1a", "_RNvB_1a")]
    public void Names_get_the_spelling_of_their_source(string symbol, string expected) => Assert.Equal(expected, Demangler.Demangle(symbol));

    [Theory]
    [InlineData("int ns::max<int>(int, int)", "ns::max<int>")]
    [InlineData("foo() [clone .cold]", "foo")]
    [InlineData("std::vector<int, std::allocator<int> >::push_back(int const&)", "std::vector<int, std::allocator<int> >::push_back")]
    [InlineData("(anonymous namespace)::work(int) const", "(anonymous namespace)::work")]
    [InlineData("Functor::operator()(int) const", "Functor::operator()")]
    [InlineData("operator new(unsigned long)", "operator new")]
    [InlineData("std::ostream& std::operator<< <int>(std::ostream&, int)", "std::operator<< <int>")]
    [InlineData("main::{lambda(int)#1}::operator()(int) const", "main::{lambda(int)#1}::operator()")]
    [InlineData("<alloc::string::String as core::fmt::Display>::fmt", "<alloc::string::String as core::fmt::Display>::fmt")]
    [InlineData("vtable for Foo", "vtable for Foo")]
    public void The_short_spelling_is_the_path_alone(string name, string expected) => Assert.Equal(expected, NameShortener.Shorten(name));

    [Fact]
    public void References_that_double_the_text_do_not_cost_more_than_a_moment()
    {
        // pair<S_, S_> of pair<S_, S_> …: 40 levels would be terabytes.
        var bomb = "_Z1f1a";
        for (var i = 0; i < 40; i++)
        {
            var seq = i == 0 ? "S_" : $"S{Base36((2 * i) - 1)}_";
            bomb += $"1pI{seq}{seq}E";
        }

        var rust = "_RNvC1a" + "1b";
        var tuple = "T" + "C1a";
        for (var i = 0; i < 60; i++)
        {
            tuple = $"T{tuple}B{(i == 0 ? "_" : Base62(i - 1) + "_")}E";
        }

        rust = "_RINvC1a1b" + tuple + "E";
        Bounded.Allocations(MostBytes, () => Assert.True(Demangler.Demangle(bomb).Length <= Demangler.MaxOutput));
        Bounded.Allocations(MostBytes, () => Assert.True(Demangler.Demangle(rust).Length <= Demangler.MaxOutput));
        foreach (var open in new[] { "N", "I", "P", "F", "X", "K", "R" })
        {
            Bounded.Allocations(MostBytes, () => Demangler.Demangle("_Z" + string.Concat(Enumerable.Repeat(open, 20_000))), open);
            Bounded.Allocations(MostBytes, () => Demangler.Demangle("_R" + string.Concat(Enumerable.Repeat(open, 20_000))), open);
        }
    }

    [Fact]
    public void Corrupt_symbols_never_throw()
    {
        var random = new Random(7);
        string[] seeds =
        [
            "_ZN60_$LT$alloc..string..String$u20$as$u20$core..fmt..Display$GT$3fmt17h0a1b2c3d4e5f6071E",
            "_RNvMsr_NtCs3ssYzQotkvD_3std4pathNtB5_7PathBuf3newCs15kBYyAo9fc_7mycrate",
            "_RINvNtC3std3mem8align_ofFG_RL0_hEuE",
            "_RIC0KRAAhj2_h1_h2_EE",
            "_ZNSt6vectorIiSaIiEE9push_backERKi",
        ];
        foreach (var seed in seeds)
        {
            for (var i = 0; i < 3000; i++)
            {
                var text = seed.ToCharArray();
                for (var k = random.Next(1, 4); k > 0; k--)
                {
                    text[random.Next(2, text.Length)] = (char)random.Next(0x21, 0x7f);
                }

                var name = new string(text, 0, random.Next(2, text.Length + 1));
                Bounded.Allocations(MostBytes, () => Assert.NotNull(Demangler.Demangle(name)), name);
            }
        }
    }

    private static string Base36(int value) => value < 36 ? "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value].ToString() : Base36(value / 36) + Base36(value % 36);

    private static string Base62(int value) => value < 62 ? "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[value].ToString() : Base62(value / 62) + Base62(value % 62);
}
