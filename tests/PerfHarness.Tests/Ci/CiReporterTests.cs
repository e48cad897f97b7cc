using System.Text;
using PerfHarness.Ci;
using PerfHarness.Tests.Reports.Verdicts;

namespace PerfHarness.Tests.Ci;

public sealed class CiReporterTests
{
    [Theory]
    [InlineData("GITHUB_ACTIONS", "true", CiHost.GitHub)]
    [InlineData("TF_BUILD", "True", CiHost.Azure)]
    [InlineData("GITLAB_CI", "true", CiHost.GitLab)]
    [InlineData("CI", "true", CiHost.None)]
    internal void The_host_is_known_by_its_environment(string name, string value, CiHost host) =>
        Assert.Equal(host, CiReporter.Detect(asked => asked == name ? value : null));

    [Fact]
    public void GitHubs_summary_is_added_to_and_never_made_too_large()
    {
        using var folder = new TemporaryFolder();
        var summary = folder.File("summary.md");
        File.WriteAllText(summary, "before\n");
        Show(CiHost.GitHub, folder, summary);
        var text = File.ReadAllText(summary);
        Assert.StartsWith("before\n## ", text, StringComparison.Ordinal);
        File.WriteAllText(summary, new string('x', (1 << 20) - 10));
        Show(CiHost.GitHub, folder, summary);
        Assert.Equal((1 << 20) - 10, new FileInfo(summary).Length);
    }

    [Fact]
    public void Azure_and_GitLab_get_their_files()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains($"##vso[task.uploadsummary]{folder.File(CiReporter.SummaryFile)}", Show(CiHost.Azure, folder, null), StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File(CiReporter.SummaryFile)));
        Assert.Equal("", Show(CiHost.GitLab, folder, null));
        Assert.True(File.Exists(folder.File(CiReporter.CodeQualityFile)));
    }

    private static string Show(CiHost host, TemporaryFolder folder, string? summary)
    {
        using var output = new MemoryStream();
        CiReporter.Publish(host, [Verdicts.Failing("bench", "plain")], output, folder.Path, name => name == "GITHUB_STEP_SUMMARY" ? summary : null);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
