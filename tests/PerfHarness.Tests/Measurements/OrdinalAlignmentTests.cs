using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Measurements;

public sealed class OrdinalAlignmentTests
{
    [Theory]
    [InlineData("W.Run lambda#3(int)", "W.Run lambda(int)", new[] { 3 })]
    [InlineData("W.Run#2 lambda#10 async", "W.Run lambda async", new[] { 2, 10 })]
    [InlineData("P.work@12-1 lambda(int)", "P.work lambda(int)", new[] { 12, 1 })]
    [InlineData("P.work@12 lambda(int)", "P.work lambda(int)", new[] { 12, 0 })]
    [InlineData("main::{lambda(int)#1}::operator()(int) const", "main::{lambda(int)}::operator()(int) const", new[] { 1 })]
    [InlineData("core::iter::map::{closure#0}", "core::iter::map::{closure}", new[] { 0 })]
    [InlineData("work(int) [util.c#2]", "work(int) [util.c]", new[] { 2 })]
    public void A_name_is_a_group_and_ordinals(string name, string group, int[] ordinals)
    {
        var parsed = OrdinalName.Parse(name)!.Value;

        Assert.Equal(group, parsed.Group);
        Assert.Equal(ordinals, parsed.Ordinals);
    }

    [Theory]
    [InlineData("memcpy@plt")]
    [InlineData("memcpy@@GLIBC_2.14")]
    [InlineData("W.#private")]
    [InlineData("#1")]
    [InlineData("f#99999999999")]
    [InlineData("f@")]
    [InlineData("W.Run(int)")]
    public void Other_signs_are_no_ordinals(string name) => Assert.Null(OrdinalName.Parse(name));

    [Fact]
    public void A_lambda_inserted_above_is_new_and_the_others_are_the_same_functions()
    {
        var before = Create(("W.Run lambda#0()", 10, 0xA), ("W.Run lambda#1()", 20, 0xB));
        var after = Create(("W.Run lambda#0()", 5, 0xF), ("W.Run lambda#1()", 10, 0xA), ("W.Run lambda#2()", 20, 0xB));

        Assert.Equal("W.Run lambda#1()=10 W.Run lambda#2()=20 | W.Run lambda#0()=5 W.Run lambda#1()=10 W.Run lambda#2()=20", Align(before, after));
    }

    [Fact]
    public void Reordered_lambdas_are_found_by_their_bodies()
    {
        var before = Create(("W.Run lambda#0()", 10, 0xA), ("W.Run lambda#1()", 20, 0xB), ("W.Run lambda#2()", 30, 0xC));
        var after = Create(("W.Run lambda#0()", 30, 0xC), ("W.Run lambda#1()", 10, 0xA), ("W.Run lambda#2()", 20, 0xB));

        Assert.Equal("W.Run lambda#0()=30 W.Run lambda#1()=10 W.Run lambda#2()=20 | W.Run lambda#0()=30 W.Run lambda#1()=10 W.Run lambda#2()=20", Align(before, after));
    }

    [Fact]
    public void The_only_one_that_was_edited_is_the_same_function()
    {
        var before = Create(("W.Run lambda#0()", 10, 0xA), ("W.Run lambda#1()", 20, 0xB));
        var after = Create(("W.Run lambda#0()", 20, 0xB), ("W.Run lambda#1()", 11, 0xD));

        Assert.Equal("W.Run lambda#0()=20 W.Run lambda#1()=10 | W.Run lambda#0()=20 W.Run lambda#1()=11", Align(before, after));
    }

    [Fact]
    public void What_cannot_be_told_apart_is_compared_as_a_sum()
    {
        var before = Create(("W.Run lambda#0()", 10, 0xA), ("W.Run lambda#1()", 20, 0xB), ("W.Run lambda#2()", 30, 0xC));
        var after = Create(("W.Run lambda#0()", 10, 0xA), ("W.Run lambda#1()", 51, 0xE));

        Assert.Equal("W.Run lambda#0()=10 W.Run lambda()=50 | W.Run lambda#0()=10 W.Run lambda()=51", Align(before, after));
    }

    [Fact]
    public void A_removed_lambda_does_not_take_the_name_of_another()
    {
        var before = Create(("W.Run lambda#0()", 10, 0xA), ("W.Run lambda#1()", 20, 0xB));
        var after = Create(("W.Run lambda#0()", 20, 0xB));

        Assert.Equal("W.Run lambda#0()=20 W.Run lambda#0() [removed]=10 | W.Run lambda#0()=20", Align(before, after));
    }

    [Fact]
    public void Equal_bodies_keep_their_order()
    {
        var before = Create(("W.Run lambda#0()", 10, 0xA), ("W.Run lambda#1()", 20, 0xA));
        var after = Create(("W.Run lambda#1()", 10, 0xA), ("W.Run lambda#2()", 20, 0xA));

        Assert.Equal("W.Run lambda#1()=10 W.Run lambda#2()=20 | W.Run lambda#1()=10 W.Run lambda#2()=20", Align(before, after));
    }

    [Fact]
    public void Without_bodies_as_many_are_the_same_in_order_and_others_a_sum()
    {
        var two = Create(("{closure#0}::f{closure#0}", 10, 0), ("{closure#0}::f{closure#2}", 20, 0));
        var shifted = Create(("{closure#0}::f{closure#1}", 10, 0), ("{closure#0}::f{closure#3}", 20, 0));
        var three = Create(("{closure#0}::f{closure#0}", 5, 0), ("{closure#0}::f{closure#1}", 10, 0), ("{closure#0}::f{closure#3}", 20, 0));

        Assert.Equal("{closure#0}::f{closure#1}=10 {closure#0}::f{closure#3}=20 | {closure#0}::f{closure#1}=10 {closure#0}::f{closure#3}=20", Align(two, shifted));
        Assert.Equal("{closure}::f{closure}=30 | {closure}::f{closure}=35", Align(two, three));
    }

    [Fact]
    public void A_function_that_is_hardly_ever_sampled_does_not_make_a_sum_of_the_others()
    {
        var before = Create(("f{closure#0}", 5000, 0), ("f{closure#1}", 6000, 0), ("f{closure#2}", 1, 0));
        var after = Create(("f{closure#0}", 5000, 0), ("f{closure#1}", 6000, 0));

        Assert.Equal("f{closure#0}=5000 f{closure#1}=6000 f{closure#2}=1 | f{closure#0}=5000 f{closure#1}=6000", Align(before, after));
    }

    [Fact]
    public void Counters_of_a_process_are_never_compared()
    {
        var before = Create(("lambda_method(Closure) [#43]", 10, 0), ("lambda_method(Closure) [#44]", 20, 0));
        var after = Create(("lambda_method(Closure) [#43]", 20, 0), ("lambda_method(Closure) [#45]", 10, 0));

        Assert.Equal("lambda_method(Closure)=30 | lambda_method(Closure)=30", Align(before, after));
    }

    [Fact]
    public void A_name_of_its_own_becomes_one_of_several()
    {
        // The only overload that was async has no number; with a second one it has.
        var before = Create(("W.Run async", 10, 0), ("W.Stop async", 1, 0));
        var after = Create(("W.Run#2 async", 10, 0), ("W.Stop async", 1, 0));

        Assert.Equal("W.Run#2 async=10 W.Stop async=1 | W.Run#2 async=10 W.Stop async=1", Align(before, after));
    }

    [Fact]
    public void Calls_have_the_functions_new_names()
    {
        var before = Create(("W.Run lambda#0()", 10, 0xA), ("W.Other()", 20, 0));
        var after = Create(("W.Run lambda#1()", 10, 0xA), ("W.Other()", 20, 0));
        before = before with { Edges = new CallEdges([new CallEdge(Name("W.Other()"), Name("W.Run lambda#0()"), 10)], []) };

        var (aligned, _) = OrdinalAlignment.Align(before, after);

        Assert.Equal(new CallEdge(Name("W.Other()"), Name("W.Run lambda#1()"), 10), Assert.Single(aligned.Edges.Edges));
    }

    private static string Align(Measurement before, Measurement after)
    {
        var (a, b) = OrdinalAlignment.Align(before, after);
        return $"{Describe(a)} | {Describe(b)}";
    }

    private static string Describe(Measurement side) =>
        string.Join(' ', side.Counts.Functions.OrderBy(f => f.Name.Name, StringComparer.Ordinal).Select(f => $"{f.Name.Name}={f.SelfSum}"));

    private static Measurement Create(params (string Name, long Samples, ulong Body)[] functions) => Measurement.Empty with
    {
        Counts = new RunCounts(
            [new RunRecord { Session = "s", Samples = functions.Sum(f => f.Samples) }],
            functions.Select(f => new FunctionCounts(Name(f.Name), [f.Samples], [f.Samples], Body: f.Body))),
    };

    private static FunctionName Name(string name) => new("m", name);
}
