using System.Diagnostics;
using System.Globalization;
using PerfHarness.Packages.Tests.Hosts;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Packages.Tests.Cli;

/// <summary>The packed command as a process, in a folder of its own, with a temporary folder of its own.</summary>
internal sealed class CommandLineTool : IDisposable
{
    // Far above what a command takes; its test has a longer one.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(240);

    private readonly ScriptedPerf? _perf;

    /// <param name="perf">Found first in PATH; null for the real one.</param>
    /// <param name="path">The command's; null for that of this platform.</param>
    public CommandLineTool(ScriptedPerf? perf = null, string? path = null)
    {
        _perf = perf;
        CommandPath = path ?? PackedPackages.Tool;
        Folder = Directory.CreateTempSubdirectory("clitest-").FullName;
        TemporaryFolder = Directory.CreateDirectory(Path.Combine(Folder, "tmp")).FullName;
        WorkFolder = Directory.CreateDirectory(Path.Combine(Folder, "work dir é")).FullName;
    }

    public string Folder { get; }

    public string TemporaryFolder { get; }

    /// <summary>Where the command is started; its name has a blank and a letter beyond ASCII.</summary>
    public string WorkFolder { get; }

    /// <summary>Nothing of ours may be there when a command has ended.</summary>
    public IReadOnlyList<string> Leftovers => [.. Directory.EnumerateFileSystemEntries(TemporaryFolder).Select(path => Path.GetFileName(path)!).Where(name => name.StartsWith("perfharness", StringComparison.Ordinal))];

    public string CommandPath { get; }

    public string GetWorkPath(string name) => Path.Combine(WorkFolder, name);

    public ToolResult Run(params string[] arguments) => Run(null, arguments);

    public ToolResult Run(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        return Finish(process);
    }

    public Process Start(IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        Start(environment, Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet", ["exec", CommandPath, .. arguments]);

    public ToolResult Shell(string script)
    {
        using var process = Start(null, "/bin/bash", ["-c", script.Replace("TOOL", $"dotnet exec '{CommandPath}'", StringComparison.Ordinal)]);
        return Finish(process);
    }

    public static void Interrupt(Process process)
    {
        using var kill = Process.Start("/bin/kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public static ToolResult Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"still running after {Limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }

        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private Process Start(IReadOnlyDictionary<string, string?>? environment, string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = WorkFolder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["TMPDIR"] = TemporaryFolder;

        // No test needs the machine for itself, so none waits for the others' recordings.
        start.Environment["PERFHARNESS_TURN"] = "1";
        if (_perf is not null)
        {
            start.Environment["PATH"] = _perf.SearchPath;
        }

        foreach (var name in (string[])["GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI", "GITHUB_STEP_SUMMARY"])
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
