using System.Diagnostics;

namespace PerfHarness.Tests.Shared;

public sealed class TimeLimitTests
{
    [Theory]
    [InlineData(nameof(HangingTests.Without_asking), TimeLimitAttribute.HungExitCode, "the run ends with it")]
    [InlineData(nameof(HangingTests.But_may_be_cancelled), 1, "it is cancelled")]
    public async Task A_test_that_hangs_is_ended_and_reported(string test, int exitCode, string said)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileName(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(TimeLimitTests).Assembly.Location);
        }

        foreach (var argument in (string[])["-noColor", "-explicit", "only", "-method", $"{typeof(HangingTests).FullName}.{test}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[TimeLimitAttribute.Variable] = "1";
        using var run = Process.Start(start)!;
        var output = run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((exitCode, true), (run.ExitCode, error.Contains(said, StringComparison.Ordinal) && error.Contains(test, StringComparison.Ordinal)));
        Assert.Contains(exitCode == 1 ? "Failed: 1" : "Starting:", await output, StringComparison.Ordinal);
    }
}
