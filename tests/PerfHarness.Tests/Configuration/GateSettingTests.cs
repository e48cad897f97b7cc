using System.Globalization;
using System.Text;
using System.Text.Json;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Tests.Configuration;

public sealed class GateSettingTests
{
    public static TheoryData<string> Names => [.. GateSetting.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_published_schema_has_the_bounds_default_and_description(string name)
    {
        var setting = Find(name);
        using var schema = JsonDocument.Parse(PublishedSchema.Configuration);
        var property = schema.RootElement.GetProperty("$defs").GetProperty("gate").GetProperty("properties").GetProperty(name);
        Assert.Equal(setting.Description, property.GetProperty("description").GetString());
        Assert.Equal(setting.Default, property.GetProperty("default").GetDouble());
        Assert.Equal(setting.Minimum, property.GetProperty(setting.AreBoundsExcluded ? "exclusiveMinimum" : "minimum").GetDouble());
        Assert.Equal(setting.Maximum, property.GetProperty(setting.AreBoundsExcluded ? "exclusiveMaximum" : "maximum").GetDouble());
        Assert.Equal(setting.IsCount ? "integer" : "number", property.GetProperty("type").GetString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_bounds_are_accepted_in_the_file_unless_excluded_and_nothing_beyond(string name)
    {
        var setting = Find(name);
        foreach (var bound in (double[])[setting.Minimum, setting.Maximum])
        {
            var text = bound.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(!setting.AreBoundsExcluded, setting.Parse(text) is not null);
            if (!setting.AreBoundsExcluded)
            {
                Assert.NotEqual(GatePolicy.Default, Parse(name, text));
            }
        }

        foreach (var wrong in (string[])["-1", (setting.Maximum + 1).ToString(CultureInfo.InvariantCulture), "\"5\""])
        {
            var e = Assert.Throws<PerfHarnessException>(() => Parse(name, wrong));
            Assert.Equal($"'{name}' must be {setting.Rule}.", e.Diagnostic.Message);
        }
    }

    [Fact]
    public void Values_are_percent_and_counts_are_counts()
    {
        var policy = ConfigurationFile.Parse(Encoding.UTF8.GetBytes("""
            { "gate": { "threshold": 1.5, "newFunctionFloor": 3, "totalThreshold": 4, "minimumSamples": 700, "maximumLost": 5, "maximumUnnamed": 6 } }
            """), "/repo/perfharness.json").Options.Policy;
        Assert.Equal(
            (0.015, 0.03, 0.04, 700, 0.05, 0.06),
            (policy.MinimumRise, policy.NewFunctionFloor, policy.MinimumTotalRise, policy.MinimumSamples, policy.MaximumLost, policy.MaximumUnnamed));
    }

    private static GateSetting Find(string name) => GateSetting.All.Single(s => s.Name == name);

    private static GatePolicy Parse(string name, string value) =>
        ConfigurationFile.Parse(Encoding.UTF8.GetBytes($$"""{ "gate": { "{{name}}": {{value}} } }"""), "/repo/perfharness.json").Options.Policy;
}
