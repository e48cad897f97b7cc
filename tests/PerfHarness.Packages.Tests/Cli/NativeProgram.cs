using System.Diagnostics;

namespace PerfHarness.Packages.Tests.Cli;

/// <summary>
/// A C program with two hot functions: <c>bench ROUNDS PERCENT EXIT</c> calls <c>steady</c> and <c>tunable</c>, the latter
/// with PERCENT of its default work, and ends with EXIT, or kills itself where that is <c>kill</c>. Built once.
/// </summary>
public sealed class NativeProgram : IDisposable
{
    public const string Source = """
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <signal.h>
        volatile double sum;
        __attribute__((noinline)) void steady(int n) { for (int i = 0; i < n; i++) sum += i * 0.5; }
        __attribute__((noinline)) void tunable(int n) { for (int i = 0; i < n; i++) sum -= i; }
        int main(int count, char** args)
        {
            int rounds = count > 1 ? atoi(args[1]) : 40, percent = count > 2 ? atoi(args[2]) : 100;
            for (int i = 0; i < rounds; i++) { steady(1000000); tunable(10000 * percent); }
            puts("bench is done");
            if (count > 3 && strcmp(args[3], "kill") == 0) raise(SIGKILL);
            return count > 3 ? atoi(args[3]) : 0;
        }
        """;

    /// <summary>From <c>bench.c</c> to <c>bench</c>.</summary>
    public static readonly string[] CompilerArguments = ["-O2", "-g", "-fno-omit-frame-pointer", "bench.c", "-o", "bench"];

    private readonly string _folder = Directory.CreateTempSubdirectory("clitest-bench-").FullName;

    public NativeProgram()
    {
        File.WriteAllText(Path.Combine(_folder, "bench.c"), Source);
        using var compiler = Process.Start(new ProcessStartInfo("gcc", CompilerArguments) { WorkingDirectory = _folder })!;
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }

    public string Executable => Path.Combine(_folder, "bench");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
