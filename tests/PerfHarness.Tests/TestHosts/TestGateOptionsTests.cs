using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.TestHosts;

namespace PerfHarness.Tests.TestHosts;

[MaxSelfShare("On.The.Class", 0.5)]
public sealed class TestGateOptionsTests
{
    [Fact]
    public void Every_setting_of_a_test_reaches_its_gate()
    {
        var settings = new PerfRunOptions
        {
            Runs = 7,
            Warmups = 3,
            MinSamples = 11,
            MaxDuration = TimeSpan.MaxValue,
            Samples = BodySamples.Process,
            Frequency = 101,
            RequireBaseline = true,
            KeepProgram = true,
            Policy = GatePolicy.Default with { MinimumRise = 0.02 },
        };
        var gate = TestGateOptions.Create(settings, "name", "file.cs", "Assembly");
        var expected = new TestGateOptions
        {
            Name = "name",
            SourceFile = "file.cs",
            Runs = 7,
            Warmups = 3,
            MinSamples = 11,
            MaxDuration = TimeSpan.MaxValue,
            Samples = BodySamples.Process,
            BodyAssembly = "Assembly",
            Frequency = 101,
            RequireBaseline = true,
            KeepProgram = true,
            Policy = settings.Policy,
        };
        Assert.Equal(expected, gate);
    }

    [Fact]
    [Never("On.The.Method")]
    public void Budgets_of_the_method_and_the_class_are_added_to_the_policy()
    {
        var method = typeof(TestGateOptionsTests).GetMethod(nameof(Budgets_of_the_method_and_the_class_are_added_to_the_policy))!;
        var gate = TestGateOptions.Create(new PerfRunOptions(), "name", "file.cs", budgets: MaxSelfShareAttribute.ReadBudgets(method));
        Assert.Equal([("On.The.Method", 0), ("On.The.Class", 0.005)], gate.Policy.Budgets.Select(b => (b.Pattern.ToString(), b.MaximumShare)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(100.5)]
    public void A_budget_that_is_no_percentage_is_an_error(double percent)
    {
        var e = Assert.Throws<PerfHarnessException>(() => new MaxSelfShareAttribute("Acme.*", percent).ToBudget());
        Assert.Equal(DiagnosticCodes.ConfigurationError, e.Diagnostic.Code);
    }

    [Fact]
    public void A_threshold_is_in_percentage_points()
    {
        Assert.Equal(GatePolicy.Default, TestGateOptions.ToPolicy(TestGateOptions.DefaultThreshold));
        Assert.Equal(0.02, TestGateOptions.ToPolicy(2).MinimumRise);
        foreach (var wrong in (double[])[0, -1, 100, double.NaN])
        {
            Assert.Contains("Threshold", Assert.Throws<PerfHarnessException>(() => TestGateOptions.ToPolicy(wrong)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Settings_out_of_range_are_named()
    {
        AssertNames("Runs", new PerfRunOptions { Runs = 0 });
        AssertNames("Warmups", new PerfRunOptions { Warmups = -1 });
        AssertNames("MinSamples", new PerfRunOptions { MinSamples = 0 });
        AssertNames("MaxDuration", new PerfRunOptions { MaxDuration = TimeSpan.Zero });
        AssertNames("Frequency", new PerfRunOptions { Frequency = 0 });
        foreach (var wrong in (double[])[0, -1, double.NaN, double.PositiveInfinity])
        {
            Assert.Contains("MaxDuration", Assert.Throws<PerfHarnessException>(() => TestGateOptions.ToDuration(wrong)).Message, StringComparison.Ordinal);
        }

        static void AssertNames(string setting, PerfRunOptions options) =>
            Assert.Contains(setting, Assert.Throws<PerfHarnessException>(() => TestGateOptions.Create(options, "name", "file.cs")).Message, StringComparison.Ordinal);
    }
}
