using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Gating;

public sealed class PolicyTests
{
    private static readonly double[] Program = Simulation.Zipf(40);
    private static readonly GateInput Regressed = Pair(Simulation.Plant(Program, 3, 0.05));

    [Fact]
    public void A_waiver_holds_to_its_last_day_and_then_the_build_fails_with_its_reason()
    {
        var policy = GatePolicy.Default with { Waivers = [new Waiver(new FunctionPattern("F3"), "issue 12", Simulation.Today)] };
        var waived = new Gate(policy).Judge(Regressed);
        Assert.Equal(GateOutcome.Pass, waived.Outcome);
        Assert.Equal(FunctionOutcome.Waived, waived.Functions[0].Outcome);
        Assert.Contains("waived until 2026-01-31: issue 12", waived.Functions[0].Text, StringComparison.Ordinal);

        var lapsed = new Gate(policy).Judge(Regressed with { Today = Simulation.Today.AddDays(1) });
        Assert.Equal(GateOutcome.Fail, lapsed.Outcome);
        Assert.Contains("its waiver expired on 2026-01-31 (issue 12)", lapsed.Functions[0].Text, StringComparison.Ordinal);
        Assert.Contains(lapsed.Diagnostics, d => d.Code == DiagnosticCodes.WaiverExpired && d.Severity == Severity.Error);
    }

    [Fact]
    public void An_expired_waiver_that_covers_nothing_is_reported()
    {
        var policy = GatePolicy.Default with { Waivers = [new Waiver(new FunctionPattern("F9"), "old", Simulation.Today.AddDays(-1))] };
        var verdict = new Gate(policy).Judge(Pair(Program));
        Assert.Equal(GateOutcome.Pass, verdict.Outcome);
        Assert.Contains(verdict.Diagnostics, d => d.Code == DiagnosticCodes.WaiverExpired && d.Severity == Severity.Warning);
    }

    [Fact]
    public void A_waiver_needs_a_reason() =>
        Assert.Throws<PerfHarnessException>(() => new Waiver(new FunctionPattern("F"), " ", Simulation.Today));

    [Fact]
    public void An_ignored_function_never_fails()
    {
        var verdict = new Gate(GatePolicy.Default with { Ignored = [new FunctionPattern("F3")] }).Judge(Regressed);
        Assert.Equal((GateOutcome.Pass, FunctionOutcome.Ignored), (verdict.Outcome, verdict.Functions[0].Outcome));
    }

    [Fact]
    public void A_threshold_by_pattern_replaces_the_common_one()
    {
        Assert.Equal(GateOutcome.Pass, new Gate(GatePolicy.Default with { Thresholds = [new(new("F3"), 0.1)] }).Judge(Regressed).Outcome);
        Assert.Equal(GateOutcome.Fail, new Gate(GatePolicy.Default with { Thresholds = [new(new("F4"), 0.1)] }).Judge(Regressed).Outcome);
        var small = Pair(Simulation.Plant(Program, 30, 0.004), samples: 100_000);
        Assert.Equal(GateOutcome.Pass, new Gate(GatePolicy.Default).Judge(small).Outcome);
        Assert.Equal(GateOutcome.Fail, new Gate(GatePolicy.Default with { Thresholds = [new(new("F30"), 0.002)] }).Judge(small).Outcome);
    }

    [Fact]
    public void A_budget_needs_no_baseline_and_fails_beyond_doubt_only()
    {
        // F0 has 23.4 %.
        Assert.Equal(GateOutcome.Fail, Budgeted(0.2).Outcome);
        Assert.Equal(GateOutcome.Pass, Budgeted(0.3).Outcome);
        var close = Budgeted(0.233);
        Assert.Equal(GateOutcome.Pass, close.Outcome);
        Assert.False(close.Budgets[0].Exceeded);
        var over = Budgeted(0.2).Budgets[0];
        Assert.Equal(["F0"], over.Functions.Select(f => f.Name));
        Assert.InRange(over.Share, 0.23, 0.24);
        Assert.Contains("more than its budget of 20.00 %", over.Text, StringComparison.Ordinal);
        Assert.Equal(GateOutcome.Warning, Budgeted(0.2, GatePolicy.Default with { FailOn = FailOn.Regression }).Outcome);
        Assert.Equal(GateOutcome.Pass, Budgeted(0.2, GatePolicy.Default with { Waivers = [new(new("F0"), "soon", Simulation.Today)] }).Budgets[0].IsFailure ? GateOutcome.Fail : GateOutcome.Pass);

        static GateVerdict Budgeted(double atMost, GatePolicy? policy = null) =>
            new Gate((policy ?? GatePolicy.Default) with { Budgets = [new Budget(new("F0"), atMost)] }).Judge(GateInput.CreateStored(null, new Simulation(1).Record(Program, 5), Simulation.Today));
    }

    [Fact]
    public void What_must_never_appear_fails_even_as_a_caller()
    {
        RunRecord[] runs = [new RunRecord { Session = "s", Samples = 1000 }];
        var counts = new RunCounts(runs, [new(new("app", "Work"), [1000], [1000]), new(new("app", "Regex.Match(string)"), [0], [1])]);
        var input = GateInput.CreateStored(null, new Measurement(counts, CallEdges.Empty, new Conditions()), Simulation.Today);
        var verdict = new Gate(GatePolicy.Default with { Budgets = [Budget.Never(new("Regex.*"))] }).Judge(input);
        Assert.Equal(GateOutcome.Fail, verdict.Outcome);
        Assert.Contains(verdict.Diagnostics, d => d.Code == DiagnosticCodes.BudgetExceeded && d.Severity == Severity.Error);
        Assert.Equal(GateOutcome.Pass, new Gate(GatePolicy.Default with { Budgets = [Budget.Never(new("Xml.*"))] }).Judge(input).Outcome);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void An_invalid_share_is_rejected(double share)
    {
        Assert.Throws<PerfHarnessException>(() => new Budget(new("F"), share));
        Assert.Throws<PerfHarnessException>(() => new Threshold(new("F"), share));
    }

    [Theory]
    [InlineData("System.Text.RegularExpressions.*", "System.Text.RegularExpressions", "System.Text.RegularExpressions.Regex.Match(string)", true)]
    [InlineData("Acme.Parser.Read", "Acme", "Acme.Parser.Read(Func<int(string)>, int)", true)]
    [InlineData("Acme.Parser.Read", "Acme", "Acme.Parser.ReadAll(int)", false)]
    [InlineData("Acme.Parser.Read(int)", "Acme", "Acme.Parser.Read(int)", true)]
    [InlineData("Acme.Parser.Read(int)", "Acme", "Acme.Parser.Read(long)", false)]
    [InlineData("libc.so.6!*", "libc.so.6", "memcpy", true)]
    [InlineData("libc.so.6!*", "libm.so.6", "memcpy", false)]
    [InlineData("libc*", "libc.so.6", "memcpy", false)]
    [InlineData("F?", "a", "F3", true)]
    [InlineData("F?", "a", "F", false)]
    [InlineData("*", "", "", true)]
    [InlineData("**a**b", "m", "xxaxxb", true)]
    [InlineData("List<*>.Add", "m", "List<int>.Add(int)", true)]
    [InlineData("a(", "m", "a(", true)]
    [InlineData("x", "m", ")", false)]
    public void Patterns_name_functions(string pattern, string module, string name, bool matches) =>
        Assert.Equal(matches, new FunctionPattern(pattern).Matches(new FunctionName(module, name)));

    [Fact]
    public void A_hostile_pattern_costs_no_time()
    {
        var name = new FunctionName("m", new string('a', 5000));
        Assert.False(new FunctionPattern(string.Concat(Enumerable.Repeat("a*", 200)) + "b").Matches(name));
    }

    [Theory]
    [InlineData("List<int>.Add(int)", "List<>.Add(int)")]
    [InlineData("Map<string, List<(int, int)>>.Add<T>(List<string>)", "Map<,>.Add<>(List<>)")]
    [InlineData("operator<(int)", "operator<(int)")]
    [InlineData("Foo::operator<<(int)", "Foo::operator<<(int)")]
    [InlineData("Program.<Main>$(string[])", "Program.<Main>$(string[])")]
    [InlineData("a<b", "a<b")]
    [InlineData("plain", "plain")]
    [InlineData("f<x->y>", "f<>")]
    public void Generic_instances_merge_by_name(string name, string merged) =>
        Assert.Equal(merged, new FunctionSelection { MergeGenericInstances = true }.Map(new FunctionName("m", name))!.Value.Name);

    [Fact]
    public void A_selection_applies_to_both_sides()
    {
        RunRecord[] runs = [.. Enumerable.Repeat(new RunRecord { Session = "s", Samples = 5000 }, 5)];
        Measurement Side(long kernel) => new(
            new RunCounts(runs, [
                new(new("app", "Work<int>"), [.. Five(2500 - (kernel / 2))], []), new(new("app", "Work<long>"), [.. Five(1000)], []),
                new(new("[kernel]", "copy_page"), [.. Five(kernel)], []), new(new("libclrjit.so", "jit"), [.. Five(1500 - (kernel / 2))], [])]),
            CallEdges.Empty, new Conditions());
        var input = GateInput.CreateInterleaved(Side(500), Side(1000), Simulation.Today);
        Assert.Equal(GateOutcome.Fail, new Gate(GatePolicy.Default).Judge(input).Outcome);
        var verdict = new Gate(GatePolicy.Default with { Functions = new FunctionSelection { IncludeKernel = false, IncludeRuntime = false, MergeGenericInstances = true } }).Judge(input);
        var only = Assert.Single(verdict.Functions);
        Assert.Equal(("Work<>", 1.0), (only.Name.Name, only.After));

        static long[] Five(long count) => [count, count + 1, count - 1, count + 2, count - 2];
    }

    private static GateInput Pair(double[] after, int samples = 5000)
    {
        var simulation = new Simulation(42, samples: samples, rho: samples > 5000 ? 0 : 1e-4);
        return GateInput.CreateInterleaved(simulation.Record(Program, 5), simulation.Record(after, 5), Simulation.Today);
    }
}
