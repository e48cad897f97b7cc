using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Tests.Diagnostics;

public sealed class ExitCodeTests
{
    [Fact]
    public void Exit_codes_are_those_that_were_released() =>
        Assert.Equal([0, 1, 2, 3, 4, 5],
            [ExitCode.Success, ExitCode.Regression, ExitCode.Usage, ExitCode.ProfilingImpossible, ExitCode.Inconclusive, ExitCode.CommandFailed]);

    [Theory]
    [InlineData(1001, 2)]
    [InlineData(2007, 2)]
    [InlineData(3001, 3)]
    [InlineData(4002, 2)]
    [InlineData(5002, 5)]
    [InlineData(9001, 2)]
    public void A_failures_exit_code_is_that_of_its_category(int code, int exitCode) => Assert.Equal(exitCode, ExitCode.From(new DiagnosticCode(code)));

    [Theory]
    [InlineData(new int[0], 0)]
    [InlineData(new[] { 0, 0 }, 0)]
    [InlineData(new[] { 0, 4, 1 }, 1)]
    [InlineData(new[] { 4, 0 }, 4)]
    [InlineData(new[] { 1, 2 }, 2)]
    [InlineData(new[] { 2, 5 }, 5)]
    [InlineData(new[] { 5, 3, 1 }, 3)]
    public void The_worst_of_several_results_decides(int[] results, int exitCode) => Assert.Equal(exitCode, ExitCode.Combine(results));
}
