using System.Text.Json;

namespace PerfHarness.Packages.Tests.Cli;

public sealed class CalibrateVerbTests
{
    [Fact]
    public void Recorded_runs_are_calibrated_to_tables_and_a_file()
    {
        using var tool = new CommandLineTool();
        var run = tool.Run(["calibrate", "--splits", "20", "-o", "c.json", .. Runs(tool, 12)]).Expect(0);
        Assert.Equal("", run.Error);
        Assert.Contains("12 profiles: 12 runs, ", run.Output, StringComparison.Ordinal);
        Assert.Contains("5+5 runs, one look", run.Output, StringComparison.Ordinal);
        Assert.Contains("The gate can be trusted here.", run.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(tool.GetWorkPath("c.json")));
        Assert.True(json.RootElement.GetProperty("trustworthy").GetBoolean());
    }

    [Fact]
    public void The_gate_with_a_stored_baseline_is_calibrated_on_request()
    {
        using var tool = new CommandLineTool();
        var run = tool.Run(["calibrate", "--stored", "--splits", "20", "--json", "-o", "c.json", .. Runs(tool, 12)]).Expect(0);
        Assert.Contains("against a stored baseline of 6 runs, of the same session", run.Output, StringComparison.Ordinal);
        Assert.Contains("Smallest rise that is found in 95 % of the builds", run.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(tool.GetWorkPath("c.json")));
        Assert.Equal(3, json.RootElement.GetProperty("stored").GetProperty("identical").GetArrayLength());
        Assert.Contains("--baseline-directory requires --stored", tool.Run(["calibrate", "--baseline-directory", "x", .. Runs(tool, 12)]).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_runs_are_a_usage_error_with_the_required_number()
    {
        using var tool = new CommandLineTool();
        var run = tool.Run(["calibrate", .. Runs(tool, 3)]).Expect(2);
        Assert.Contains("there are only 3 runs; calibrate needs at least 10", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_and_a_profile_cannot_be_used_together()
    {
        using var tool = new CommandLineTool();
        var run = tool.Run("calibrate", "--profile", "x", "--", "true").Expect(2);
        Assert.Contains("--profile and a command cannot be used together", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_are_no_evidence_are_named_and_nothing_is_left_behind()
    {
        using var tool = new CommandLineTool();
        var run = tool.Run("calibrate", "--runs", "10", "--warmups", "0", "--", "sh", "-c", "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done").Expect(4);
        Assert.Contains(": 10 runs, ", run.Output, StringComparison.Ordinal);
        Assert.Contains("samples; at least 500 are needed", run.Output, StringComparison.Ordinal);
        Assert.Contains(" times as long", run.Output, StringComparison.Ordinal);
        Assert.Empty(tool.Leftovers);
        Assert.Empty(Directory.EnumerateFileSystemEntries(tool.WorkFolder));
    }

    [Fact]
    public void The_gate_settings_of_the_configuration_apply()
    {
        using var tool = new CommandLineTool();
        File.WriteAllText(tool.GetWorkPath("perfharness.json"), """{ "gate": { "minimumSamples": 1000000 } }""");
        string[] calibrate = ["calibrate", "--splits", "20", .. Runs(tool, 12)];
        Assert.Contains("Cannot be judged: ", tool.Run(calibrate).Expect(4).Output, StringComparison.Ordinal);
        tool.Run([.. calibrate, "--minimum-samples", "100"]).Expect(0);
    }

    [Fact]
    public void Without_a_command_the_chosen_benchmarks_of_the_configuration_are_calibrated_as_they_are_configured()
    {
        using var tool = new CommandLineTool();
        File.WriteAllText(tool.GetWorkPath("perfharness.json"), """
            {
              "defaults": { "warmups": 0, "frequency": 1999, "environment": { "LIMIT": "60000" } },
              "gate": { "minimumSamples": 10 },
              "benches": [
                { "name": "one", "runs": 1, "command": ["sh", "-c", "i=0; while [ $i -lt $LIMIT ]; do i=$((i+1)); done"] },
                { "name": "two", "command": ["false"] }
              ]
            }
            """);
        var run = tool.Run("calibrate", "--bench", "on*", "--runs", "10", "--splits", "10", "-o", "c.json");
        Assert.True(run.ExitCode is 0 or 4, run.Error);
        Assert.Contains("perfharness: one: run 10 of 10", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("warm-up", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Cannot be judged", run.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(tool.GetWorkPath("c.json")));
        Assert.Equal(10, json.RootElement.GetProperty("runs").GetInt32());
    }

    private static IEnumerable<string> Runs(CommandLineTool tool, int count)
    {
        var random = new Random(1);
        for (var run = 0; run < count; run++)
        {
            var lines = Enumerable.Range(1, 12).Select(k => $"app;Main;F{k} {(3000 / (k * 3.1)) + random.Next(-9, 10):0}");
            yield return "--profile";
            File.WriteAllText(tool.GetWorkPath($"{run}.folded"), string.Join('\n', lines) + "\n");
            yield return $"{run}.folded";
        }
    }
}
