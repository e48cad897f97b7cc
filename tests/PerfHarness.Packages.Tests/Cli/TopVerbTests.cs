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
    public void Code_that_a_running_java_virtual_machine_compiled_has_names()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/java"), "Java is not installed");
        using var tool = new CommandLineTool();
        File.WriteAllText(tool.GetWorkPath("Spin.java"), "class Spin { static long spinGamma(long s) { for (int i = 1; i < 100000; i++) s = s * 31 + i / 7; return s; } public static void main(String[] a) { long s = 0; System.out.println(); while (true) s = spinGamma(s); } }");
        using var java = Process.Start(new ProcessStartInfo("java", [tool.GetWorkPath("Spin.java")]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            java.StandardOutput.ReadLine();
            var result = tool.Run("top", "-p", Id(java), "--count", "3", "--interval", "700ms", "--top", "3").Expect(0);
            Assert.Contains("Spin.spinGamma", result.Output, StringComparison.Ordinal);
            Assert.False(File.Exists($"/tmp/perf-{Id(java)}.map"));
            Assert.Empty(tool.Leftovers);
        }
        finally
        {
            java.Kill();
            java.WaitForExit();
            File.Delete($"/tmp/.java_pid{Id(java)}");
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
