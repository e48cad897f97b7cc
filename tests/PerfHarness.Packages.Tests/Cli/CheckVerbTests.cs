using System.Text.Json;

namespace PerfHarness.Packages.Tests.Cli;

public sealed class CheckVerbTests
{
    private static readonly string[] Runs = ["0.folded", "1.folded", "2.folded"];

    [Fact]
    public void Budgets_are_judged_without_a_baseline_and_written_to_every_report()
    {
        using var tool = Recorded();
        Assert.Contains("PH2007", tool.Run(["check", .. Runs]).Expect(2).Error, StringComparison.Ordinal);
        tool.Run(["check", "--budget", "F=60", "--budget", "G*=never", .. Runs]).Expect(0);
        var run = tool.Run([
            "check", "--budget", "F=20", "--budget", "Linq*=never", .. Runs,
            "--markdown", "v.md", "--json", "v.json", "--sarif", "v.sarif", "--junit", "v.xml", "--code-quality", "q.json"]).Expect(1);
        Assert.Contains("Verdict: FAIL", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, run.Error.Split("error PH2004").Length - 1);
        using var json = JsonDocument.Parse(File.ReadAllBytes(tool.GetWorkPath("v.json")));
        Assert.Equal(2, json.RootElement.GetProperty("benches")[0].GetProperty("budgets").GetArrayLength());
        foreach (var (file, text) in ((string, string)[])[("v.md", "fail"), ("v.sarif", "PH2004"), ("v.xml", "<failure"), ("q.json", "PH2004")])
        {
            Assert.Contains(text, File.ReadAllText(tool.GetWorkPath(file)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Budgets_of_the_configuration_are_judged_without_a_baseline_unless_one_is_required()
    {
        using var tool = Recorded();
        Configure("""{ "gate": { "budgets": { "F": 60 } }, "benches": [ { "name": "one", "command": "true", "gate": { "budgets": { "Linq*": "never" } } } ] }""");
        tool.Run(["check", .. Runs]).Expect(1);
        tool.Run(["check", "--name", "another", .. Runs]).Expect(0);
        tool.Run(["check", "--name", "another", "--pin", "v1", .. Runs]).Expect(2);
        Configure("""{ "requireBaseline": true, "gate": { "budgets": { "F": 60 } } }""");
        tool.Run(["check", .. Runs]).Expect(2);

        void Configure(string json) => File.WriteAllText(tool.GetWorkPath("perfharness.json"), json);
    }

    private static CommandLineTool Recorded()
    {
        var tool = new CommandLineTool();
        foreach (var run in Runs)
        {
            File.WriteAllText(tool.GetWorkPath(run), "app;Main;F 500\napp;Main;LinqWhere 300\napp;Main;H 200\n");
        }

        return tool;
    }
}
