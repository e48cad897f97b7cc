using System.Diagnostics;

namespace PerfHarness.Packages.Tests.Cli;

public sealed class InitVerbTests(NativeProgram bench) : IClassFixture<NativeProgram>
{
    [Fact]
    public void What_it_writes_is_accepted_and_run()
    {
        using var tool = new CommandLineTool();
        var init = tool.Run("init", "--", bench.Executable, "20").Expect(0);
        Assert.Contains("wrote perfharness.json", init.Output, StringComparison.Ordinal);
        Assert.Contains("<PackageReference Include=\"PerfHarness.MSBuild\"", init.Output, StringComparison.Ordinal);
        Assert.Contains(" steady", tool.Run("run", "--runs", "1", "--warmups", "0", "--no-gate").Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_existing_file_stays_unless_forced()
    {
        using var tool = new CommandLineTool();
        File.WriteAllText(tool.GetWorkPath("perfharness.json"), "mine");
        Assert.Contains("'perfharness.json' already exists", tool.Run("init").Expect(2).Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(tool.GetWorkPath("perfharness.json")));
        tool.Run("init", "--force").Expect(0);
        Assert.Contains("\"benches\"", File.ReadAllText(tool.GetWorkPath("perfharness.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github", ".github/workflows/perfharness.yml", "jobs")]
    [InlineData("azure", "azure-pipelines.perfharness.yml", "steps")]
    [InlineData("gitlab", ".gitlab-ci.perfharness.yml", "perfharness")]
    public void The_workflow_is_valid_yaml_that_installs_perf_runs_and_keeps_the_reports(string host, string path, string root)
    {
        using var tool = new CommandLineTool();
        tool.Run("init", "--ci", host).Expect(0);
        var text = File.ReadAllText(tool.GetWorkPath(path));
        foreach (var part in (string[])["linux-perf", "dotnet tool install", "dotnet perfharness run --baseline-ref", "artifacts/perfharness", "--build \"dotnet build -c Release\""])
        {
            Assert.Contains(part.Replace("run --baseline-ref", host == "gitlab" ? "run \"$@\"" : "run --baseline-ref", StringComparison.Ordinal), text, StringComparison.Ordinal);
        }

        Assert.SkipUnless(HasYaml(), "python3 with yaml is not installed");
        var keys = tool.Shell($"python3 -c 'import yaml, sys; print(sorted(map(str, yaml.safe_load(open(sys.argv[1]))))) ' '{path}'").Expect(0).Output;
        Assert.Contains($"'{root}'", keys, StringComparison.Ordinal);
    }

    private static bool HasYaml()
    {
        using var python = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "python3 -c 'import yaml' 2>/dev/null"]) { UseShellExecute = false })!;
        python.WaitForExit();
        return python.ExitCode == 0;
    }
}
