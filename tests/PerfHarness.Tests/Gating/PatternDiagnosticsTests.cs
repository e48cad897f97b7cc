using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Tests.Baselines;

namespace PerfHarness.Tests.Gating;

public sealed class PatternDiagnosticsTests
{
    private static readonly DateOnly Today = new(2026, 1, 1);

    [Fact]
    public void A_pattern_that_matches_nothing_is_reported_with_close_names()
    {
        var policy = GatePolicy.Default.WithWaiver("Acme.Parsr.Read", "known", Today).WithBudget("Acme.Tokenizr.*", 0.1)
            .WithThreshold("Acme.Parser.Raed", 0.02).WithIgnored("acme.parser.read");
        var found = Find(policy);
        Assert.Equal(
            [
                "the waiver for 'Acme.Parsr.Read' matches no function here.", "the budget of 'Acme.Tokenizr.*' matches no function here.",
                "the threshold of 'Acme.Parser.Raed' matches no function here.", "the ignored pattern 'acme.parser.read' matches no function here.",
            ],
            found.Select(d => d.Message));
        Assert.All(found, d => Assert.Equal(Severity.Warning, d.Severity));
        Assert.Equal("Did you mean 'Acme.Parser.Read'?", found[0].Remedy);
    }

    [Fact]
    public void A_pattern_for_another_benchmark_is_only_information()
    {
        var found = Assert.Single(Find(GatePolicy.Default.WithBudget("Contoso.*", 0.1)));
        Assert.Equal((DiagnosticCodes.UnmatchedPattern, Severity.Info), (found.Code, found.Severity));
    }

    [Fact]
    public void What_matches_on_either_side_or_is_left_out_by_the_policy_is_not_reported()
    {
        Assert.Empty(Find(GatePolicy.Default.WithBudget("Acme.Parser.*", 0.9).WithIgnored("Gone.Function")));
        var withoutKernel = GatePolicy.Default with { Functions = FunctionSelection.All with { IncludeKernel = false } };
        Assert.Empty(Find(withoutKernel.WithIgnored("kernel_work")));
    }

    [Fact]
    public void A_function_that_must_never_appear_need_not() => Assert.Empty(Find(GatePolicy.Default.WithBudget("Acme.Debug.*", 0)));

    [Fact]
    public void The_gate_reports_it() => Assert.Contains(
        new Gate(GatePolicy.Default.WithIgnored("Acme.Parser.Raed")).Judge(Input).Diagnostics, d => d.Code == DiagnosticCodes.UnmatchedPattern);

    private static GateInput Input => GateInput.CreateInterleaved(Side("Gone.Function"), Side("Acme.New"), Today);

    private static IReadOnlyList<Diagnostic> Find(GatePolicy policy) => PatternDiagnostics.Create(Input, policy);

    private static Measurement Side(string other) => SampleMeasurements.Measure(
        "s", ("Acme.Parser.Read", [1000, 1010]), ("Acme.Tokenizer.Next", [500, 510]), (other, [100, 110]), ("kernel_work", [50, 51]));
}
