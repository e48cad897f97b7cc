using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PerfHarness.Tests.Symbols;

/// <summary>tests/Fixtures/NamesProgram as a process.</summary>
internal sealed class NamesProgram : IDisposable
{
    public static readonly string Program = Path.Combine(
        Path.GetDirectoryName(ThisFile())!, "..", "..", "Fixtures", "NamesProgram", "bin",
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!), "net10.0", "NamesProgram.dll");

    private readonly Process _process;

    private NamesProgram(Process process) => _process = process;

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Runs it to its end, with these settings and no others of the runtime's.</summary>
    public static void Run(int seconds, params (string Name, string Value)[] settings)
    {
        using var program = Start(seconds, settings);
        Assert.True(program._process.WaitForExit(TimeSpan.FromMinutes(2)), "NamesProgram hangs");
        Assert.Equal(0, program._process.ExitCode);
    }

    /// <summary>Starts it to run for some seconds; it is in its own code when this returns.</summary>
    public static NamesProgram Start(int seconds, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Program);
        start.ArgumentList.Add(seconds.ToString());
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("DOTNET_PerfMap", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var program = new NamesProgram(Process.Start(start)!);
        Assert.Equal(program.Pid.ToString(), program._process.StandardOutput.ReadLine());
        return program;
    }

    /// <summary>Started, but none of its methods is compiled before <see cref="Release"/>.</summary>
    public static NamesProgram StartHeld(params (string Name, string Value)[] settings) => Start(120, [.. settings, ("NAMES_HOLD", "1")]);

    public void Release() => _process.StandardInput.WriteLine();

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
