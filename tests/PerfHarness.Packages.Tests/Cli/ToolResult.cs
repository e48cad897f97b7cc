namespace PerfHarness.Packages.Tests.Cli;

internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>The exit code is as expected; if not, the test shows what was printed.</summary>
    public ToolResult Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}\n--- output\n{Output}\n--- error\n{Error}");
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return this;
    }
}
