using System.Text;
using System.Text.Json;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Recording;

namespace PerfHarness.Tests.Configuration;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ConfigurationFileTests
{
    [Fact]
    public void The_settings_of_a_benchmark_override_the_defaults()
    {
        var file = Parse("""
            {
              // comments and trailing commas are fine
              "defaults": { "runs": 7, "frequency": 499, "environment": { "A": "1", "B": "1" }, },
              "gate": { "threshold": 1, "alpha": 0.01, "stages": [5, 15], "budgets": { "X.*": "5 %" } },
              "maxRuns": 12, "timeBudget": 90, "outputDirectory": "out",
              "benches": [
                { "name": "p", "command": ["./bench", "a b"], "arguments": ["c"], "frequency": 997, "callGraph": "dwarf", "delay": 1.5, "inputs": "data/*.json",
                  "environment": { "B": "2" }, "baselineCommand": ["./old"], "gate": { "budgets": { "Y.*": "never" }, "failOn": ["regression", "total"] } },
                { "command": "./other" },
              ]
            }
            """);
        Assert.Equal(12, file.Options.MaximumRuns);
        Assert.Equal(TimeSpan.FromSeconds(90), file.Options.TimeBudget);
        var (bench, policy) = file.Benches[0];
        Assert.Equal(("p", 7, 997, CallGraphMode.Dwarf), (bench.Name, bench.Runs, bench.Recording.Frequency, bench.Recording.CallGraph));
        Assert.Equal(["a b", "c"], bench.Command.Arguments);
        Assert.Equal("/repo", bench.Command.WorkingDirectory);
        Assert.Equal("1", bench.Command.Environment["A"]);
        Assert.Equal("2", bench.Command.Environment["B"]);
        Assert.Equal("./old", bench.BaselineCommand!.Program);
        Assert.Equal(TimeSpan.FromSeconds(1.5), bench.Recording.Delay);
        Assert.Equal([0.05, 0], policy.Budgets.Select(b => b.MaximumShare));
        Assert.Equal(0.01, policy.MinimumRise);
        Assert.Equal([(5, 0.004), (15, 0.006)], policy.Stages.Select(s => (s.Runs, Math.Round(s.Alpha, 9))));
        Assert.Equal(("/repo", "data/*.json"), (bench.Inputs!.Folder, Assert.Single(bench.Inputs.Patterns)));
        Assert.Equal(FailOn.Regression | FailOn.Total, policy.FailOn);
        Assert.Equal(("other", 499), (file.Benches[1].Bench.Name, file.Benches[1].Bench.Recording.Frequency));
        Assert.Single(file.Benches[1].Policy.Budgets);
    }

    [Theory]
    [InlineData("\"memcslap -s 'local host'\"", "{ \"port\": 11211 }", "memcslap|-s|local host", "port 11211", 30)]
    [InlineData("[\"wrk\", \"a b\"]", "{ \"text\": \"listening\", \"timeout\": 2.5 }", "wrk|a b", "'listening'", 2.5)]
    [InlineData("\"ab\"", "{ \"http\": \"https://localhost:5001/health\" }", "ab", "https://localhost:5001/health", 30)]
    public void A_benchmark_with_a_load_is_a_server(string load, string ready, string words, string readiness, double timeout)
    {
        var file = Parse($$"""{ "benches": [ { "command": ["./server"], "workingDirectory": "data", "load": {{load}}, "ready": {{ready}}, "stopSignal": "INT" } ] }""");
        var command = file.Benches[0].Bench.Command;
        Assert.Equal(words, string.Join('|', command.Load!.Arguments.Prepend(command.Load.Program)));
        Assert.Equal((readiness, TimeSpan.FromSeconds(timeout)), (command.Load.Readiness.ToString(), command.Load.Readiness.Timeout));
        Assert.Equal((2, "/repo"), (command.Load.StopSignal, command.Load.WorkingDirectory));
        Assert.Equal("/repo/data", command.WorkingDirectory);
        Assert.Equal(15, Parse("""{ "benches": [ { "command": ["a"], "load": "b", "ready": { "port": 1 } } ] }""").Benches[0].Bench.Command.Load!.StopSignal);
    }

    [Theory]
    [InlineData("{", 1, 2, "not valid JSON")]
    [InlineData("{ \"benches\": [ { \"command\": \"a\", \"load\": \"b\" } ] }", 1, 42, "'load' requires 'ready'")]
    [InlineData("{ \"benches\": [ { \"command\": \"a\", \"ready\": { \"port\": 1 } } ] }", 1, 43, "'ready' requires 'load'")]
    [InlineData("{ \"benches\": [ { \"command\": \"a\", \"stopSignal\": \"INT\" } ] }", 1, 48, "'stopSignal' requires 'load'")]
    [InlineData("{ \"benches\": [ { \"command\": \"a\", \"load\": \"'b\", \"ready\": { \"port\": 1 } } ] }", 1, 42, "unclosed quote")]
    [InlineData("{ \"benches\": [ { \"command\": \"a\", \"load\": \" \", \"ready\": { \"port\": 1 } } ] }", 1, 42, "'load' must be")]
    [InlineData("{ \"benches\": [ { \"command\": \"a\", \"load\": \"b\", \"ready\": { } } ] }", 1, 56, "exactly one of")]
    [InlineData("{ \"benches\": [ { \"command\": \"a\", \"load\": \"b\", \"ready\": { \"port\": 1, \"text\": \"x\" } } ] }", 1, 56, "exactly one of")]
    [InlineData("{ \"benches\": [ { \"command\": \"a\", \"load\": \"b\", \"ready\": { \"port\": 0 } } ] }", 1, 66, "whole number")]
    [InlineData("{ \"benches\": [ { \"command\": \"a\", \"load\": \"b\", \"ready\": { \"http\": \"x\" } } ] }", 1, 66, "is no address")]
    [InlineData("{ \"benches\": [ { \"command\": \"a\", \"load\": \"b\", \"ready\": { \"port\": 1 }, \"stopSignal\": \"X\" } ] }", 1, 85, "is no signal")]
    [InlineData("{\n  \"a\": nope\n}", 2, 9, "not valid JSON")]
    [InlineData("[]", 1, 1, "must be an object")]
    [InlineData("{\n  \"bench\": []\n}", 2, 3, "Did you mean 'benches'?")]
    [InlineData("{\n  \"defaults\": {\n    \"é\": 1 }\n}", 3, 5, "unknown setting")]
    [InlineData("{ \"defaults\": { \"runs\": 1.5 } }", 1, 25, "whole number")]
    [InlineData("{ \"defaults\": { \"runs\": \"5\" } }", 1, 25, "whole number")]
    [InlineData("{ \"defaults\": { \"callGraph\": \"x\" } }", 1, 30, "'x' is not a valid value")]
    [InlineData("{ \"maxRuns\": 5, \"maxRuns\": 6 }", 1, 17, "duplicate")]
    [InlineData("{ \"benches\": [ {} ] }", 1, 16, "either 'command' or 'include'")]
    [InlineData("{ \"benches\": [ { \"include\": \"no/such/*\" } ] }", 1, 29, "no file matches")]
    [InlineData("{ \"benches\": [ { \"command\": [\"a\"] }, { \"command\": [\"a\"] } ] }", 1, 1, "several benchmarks are named 'a'")]
    [InlineData("{ \"gate\": { \"budgets\": { \"a\": 101 } } }", 1, 31, "101 %")]
    [InlineData("{ \"gate\": { \"budgets\": { \"\": 1 } } }", 1, 30, "empty")]
    [InlineData("{ \"gate\": { \"waivers\": [ { \"function\": \"a\", \"until\": \"2030-01-01\" } ] } }", 1, 26, "'reason'")]
    [InlineData("{ \"gate\": { \"waivers\": [ { \"function\": \"a\", \"reason\": \" \", \"until\": \"2030-01-01\" } ] } }", 1, 26, "no reason")]
    [InlineData("{ \"gate\": { \"waivers\": [ { \"function\": \"a\", \"reason\": \"r\", \"until\": \"soon\" } ] } }", 1, 69, "not a valid date")]
    [InlineData("{ \"gate\": { \"stages\": [10, 5] } }", 1, 11, "stages")]
    [InlineData("{ \"gate\": { \"failOn\": \"rain\" } }", 1, 23, "'rain'")]
    public void A_mistake_is_reported_with_its_position(string json, int line, int column, string said)
    {
        var diagnostic = Assert.Throws<PerfHarnessException>(() => Parse(json)).Diagnostic;
        Assert.Contains(said, diagnostic.ToString(), StringComparison.Ordinal);
        Assert.Equal((DiagnosticCodes.ConfigurationError, line, column), (diagnostic.Code, diagnostic.Line, diagnostic.Column));
    }

    [Fact]
    public void Every_prefix_and_every_changed_byte_gives_a_file_or_a_diagnostic()
    {
        var text = Encoding.UTF8.GetBytes("""{ "defaults": { "runs": 3, "environment": { "A": "\u00e9\ud83d\ude00" } }, "gate": { "stages": [5, { "runs": 9, "alpha": 0.1 }], "budgets": { "x": "never" } }, "benches": [ { "command": ["a"] } ] }""");
        for (var length = 0; length < text.Length; length++)
        {
            TryParse(text[..length]);
        }

        var random = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var corrupt = (byte[])text.Clone();
            corrupt[random.Next(corrupt.Length)] = (byte)random.Next(256);
            TryParse(corrupt);
        }
    }

    [Fact]
    public void A_pattern_finds_programs_and_not_what_lies_beside_them()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, executable) in ((string, bool)[])[("A.Bench", true), ("A.Bench.dll", false), ("A.Bench.runtimeconfig.json", false), ("A.Bench.pdb", false), ("B.Bench.dll", false), ("B.Bench.runtimeconfig.json", false), ("C.dll", false)])
        {
            File.WriteAllText(folder.File(name), "");
            File.SetUnixFileMode(folder.File(name), executable ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead);
        }

        var file = ConfigurationFile.Parse("""{ "benches": [ { "include": ["*.Bench*", "*.dll"], "exclude": "*.json", "arguments": ["x"] } ] }"""u8.ToArray(), folder.File("perfharness.json"));
        Assert.Equal(["A.Bench", "B.Bench"], file.Benches.Select(b => b.Bench.Name));
        Assert.Equal("dotnet", file.Benches[1].Bench.Command.Program);
        Assert.Equal([folder.File("B.Bench.dll"), "x"], file.Benches[1].Bench.Command.Arguments);
    }

    [Fact]
    public void The_published_schema_has_the_settings_that_are_read_and_no_others()
    {
        using var schema = JsonDocument.Parse(PublishedSchema.Configuration);
        var root = schema.RootElement;
        Assert.Equal(ReadSettings("{ \"?\": 1 }"), Names(root));
        Assert.Equal(ReadSettings("{ \"defaults\": { \"?\": 1 } }"), Names(root.GetProperty("properties").GetProperty("defaults")));
        Assert.Equal(ReadSettings("{ \"gate\": { \"?\": 1 } }"), Names(root.GetProperty("$defs").GetProperty("gate")));
        var bench = root.GetProperty("properties").GetProperty("benches").GetProperty("items");
        Assert.Equal(ReadSettings("{ \"benches\": [ { \"?\": 1 } ] }"), Names(bench));
        Assert.Equal(ReadSettings("{ \"benches\": [ { \"command\": [\"a\"], \"gate\": { \"?\": 1 } } ] }"), Names(root.GetProperty("$defs").GetProperty("gate")));
        var waiver = root.GetProperty("$defs").GetProperty("gate").GetProperty("properties").GetProperty("waivers").GetProperty("items");
        Assert.Equal(ReadSettings("{ \"gate\": { \"waivers\": [ { \"function\": \"a\", \"reason\": \"b\", \"until\": \"2030-01-01\", \"?\": 1 } ] } }"), Names(waiver));
    }

    // The error on an unknown setting lists those that the reader knows.
    private static IEnumerable<string> ReadSettings(string json)
    {
        var remedy = Assert.Throws<PerfHarnessException>(() => Parse(json)).Diagnostic.Remedy!;
        return remedy["Available: ".Length..].TrimEnd('.').Split(", ");
    }

    private static IEnumerable<string> Names(JsonElement schema) => schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);

    private static ConfigurationFile Parse(string json) => ConfigurationFile.Parse(Encoding.UTF8.GetBytes(json), "/repo/perfharness.json");

    private static void TryParse(byte[] bytes)
    {
        try
        {
            ConfigurationFile.Parse(bytes, "/repo/perfharness.json");
        }
        catch (PerfHarnessException)
        {
        }
    }
}
