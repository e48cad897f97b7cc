using System.Diagnostics;
using System.Globalization;

namespace PerfHarness.Packages.Tests.Cli;

public sealed class TopVerbTests(NativeProgram bench) : IClassFixture<NativeProgram>
{
    [Fact]
    public void Shows_as_many_refreshes_as_requested_one_below_the_other()
    {
        using var tool = new CommandLineTool();
        using var program = Program(1_000_000);
        try
        {
            var result = tool.Run("top", "-p", Id(program), "--count", "2", "--interval", "400ms", "--top", "3").Expect(0);
            Assert.Equal(2, result.Output.Split('\n').Count(line => line.Contains("% of a CPU", StringComparison.Ordinal)));
            Assert.Equal(2, result.Output.Split('\n').Count(line => line.Contains(" steady", StringComparison.Ordinal)));
            Assert.DoesNotContain('\u001b', result.Output);
            Assert.Empty(tool.Leftovers);
        }
        finally
        {
            program.Kill();
        }
    }

    [Fact]
    public void Ctrl_C_ends_it_with_the_results_so_far_and_nothing_left_behind()
    {
        using var tool = new CommandLineTool();
        using var program = Program(1_000_000);
        try
        {
            using var top = tool.Start(null, "top", "-p", Id(program), "--interval", "300ms");
            Assert.Contains("% of a CPU", top.StandardOutput.ReadLine(), StringComparison.Ordinal);
            CommandLineTool.Interrupt(top);
            CommandLineTool.Finish(top).Expect(0);
            Assert.Empty(tool.Leftovers);
            Assert.False(program.HasExited);
        }
        finally
        {
            program.Kill();
        }
    }

    [Fact]
    public void Ends_with_the_process()
    {
        using var tool = new CommandLineTool();
        using var program = Program(600);
        var result = tool.Run("top", "-p", Id(program), "--interval", "500ms").Expect(0);
        Assert.Contains(" tunable", result.Output, StringComparison.Ordinal);
        program.WaitForExit();
    }

    [Theory]
    [InlineData("no process was given")]
    [InlineData("There is no process", "-p", "2147483000")]
    [InlineData("less than 100 ms", "-p", "1", "--interval", "1ms")]
    public void A_mistake_is_reported(string said, params string[] arguments)
    {
        using var tool = new CommandLineTool();
        var result = tool.Run(["top", .. arguments]);
        Assert.InRange(result.ExitCode, 2, 3);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }

    private Process Program(int rounds) => Process.Start(new ProcessStartInfo(bench.Executable, [rounds.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false, RedirectStandardOutput = true })!;

    private static string Id(Process process) => process.Id.ToString(CultureInfo.InvariantCulture);
}
