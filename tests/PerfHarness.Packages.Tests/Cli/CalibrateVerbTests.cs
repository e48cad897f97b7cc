using System.Text.Json;

namespace PerfHarness.Packages.Tests.Cli;

public sealed class CalibrateVerbTests
{
    [Fact]
    public async Task Recorded_runs_are_calibrated_to_tables_and_a_file()
    {
        using var scratch = new Scratch();
        var run = await CommandRun.Of(scratch.Folder, ["calibrate", "--splits", "20", "-o", "c.json", .. Runs(scratch, 12)]);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("12 profiles: 12 runs, ", run.Output, StringComparison.Ordinal);
        Assert.Contains("5+5 runs, one look", run.Output, StringComparison.Ordinal);
        Assert.Contains("The gate can be trusted here.", run.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(scratch.Path("c.json")));
        Assert.True(json.RootElement.GetProperty("trustworthy").GetBoolean());
    }

    [Fact]
    public async Task Too_few_runs_are_a_usage_error_that_says_how_many()
    {
        using var scratch = new Scratch();
        var run = await CommandRun.Of(scratch.Folder, ["calibrate", .. Runs(scratch, 3)]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("there are 3 runs, and calibrating takes 10", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_and_a_profile_contradict_each_other()
    {
        using var scratch = new Scratch();
        var run = await CommandRun.Of(scratch.Folder, "calibrate", "--profile", "x", "--", "true");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("calibrate takes a command behind --, or --profile", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_that_are_no_evidence_are_named_and_nothing_is_left_behind()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/perf") || File.Exists("/usr/local/bin/perf"), "perf is not installed");
        using var scratch = new Scratch();
        var run = await CommandRun.Of(scratch.Folder, "calibrate", "--runs", "10", "--warmups", "0", "--", "sh", "-c", "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done");
        Assert.Equal(4, run.ExitCode);
        Assert.Contains(": 10 runs, ", run.Output, StringComparison.Ordinal);
        Assert.Contains("samples, fewer than 500", run.Output, StringComparison.Ordinal);
        Assert.Contains(" times as long", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch.Folder));
    }

    private static IEnumerable<string> Runs(Scratch scratch, int count)
    {
        var random = new Random(1);
        for (var run = 0; run < count; run++)
        {
            var lines = Enumerable.Range(1, 12).Select(k => $"app;Main;F{k} {(3000 / (k * 3.1)) + random.Next(-9, 10):0}");
            yield return "--profile";
            yield return scratch.Write($"{run}.folded", string.Join('\n', lines) + "\n");
        }
    }
}
