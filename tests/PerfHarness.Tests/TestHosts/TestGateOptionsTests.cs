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
        Assert.Equal([("On.The.Method", 0), ("On.The.Class", 0.5)], gate.Policy.Budgets.Select(b => (b.Pattern.ToString(), b.MaximumShare)));
    }
}
