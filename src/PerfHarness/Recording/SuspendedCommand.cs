using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>
/// The command to profile, started but suspended at its start gate:
/// <code>
///   sh: read from a named pipe ──► perf attaches to the process ──► Release ──► exec of the command in the same process
/// </code>
/// So perf is not its parent: the command's exit status, its signal and the CPU time that the kernel accounts to it are
/// its own, its standard error is not shared with perf's messages, and perf may fail and be started again with other
/// options before any of the command has run. Less than a millisecond of the shell is in the recording.
/// </summary>
internal sealed class SuspendedCommand : IDisposable
{
    private const string Script = "read -r _ <\"$0\" && exec \"$@\"";

    private readonly FileStream _startGate;

    private SuspendedCommand(RunningCommand running, FileStream startGate) => (Running, _startGate) = (running, startGate);

    public RunningCommand Running { get; }

    /// <exception cref="PerfHarnessException">There is no such command.</exception>
    public static SuspendedCommand Start(CommandTarget target, IReadOnlyDictionary<string, string?> environment, RecordingFolder folder)
    {
        var command = target.ToCommand().WithEnvironment(environment)
            .WithEnvironment([new KeyValuePair<string, string?>(ProcessTree.MarkVariable, folder.Path)]);
        var path = ProgramPath.Find(target.Program, command.GetEnvironment().GetValueOrDefault("PATH"), target.WorkingDirectory)
            ?? throw CreateNotFoundException(target);
        if (target.WorkingDirectory is { } workingDirectory && !Directory.Exists(workingDirectory))
        {
            throw new PerfHarnessException(
                DiagnosticCodes.CommandNotFound, $"The working directory '{workingDirectory}' of {target} does not exist.");
        }

        var fifo = PerfControl.CreateFifo(folder.Path, "start-gate");
        var startGate = PerfControl.OpenFifo(fifo);
        try
        {
            var shell = command.WithProgram("/bin/sh").WithArguments(["-c", Script, fifo, path, .. target.Arguments]);
            return new SuspendedCommand(shell.Start(), startGate);
        }
        catch
        {
            startGate.Dispose();
            throw;
        }
    }

    public void Release() => _startGate.Write("\n"u8);

    public void Dispose()
    {
        Running.Dispose();
        _startGate.Dispose();
    }

    private static PerfHarnessException CreateNotFoundException(CommandTarget target)
    {
        var remedy = target.Program.Contains('/', StringComparison.Ordinal)
            ? File.Exists(target.Program)
                ? $"The file exists but is not executable: chmod +x {ShellText.Quote(target.Program)}"
                : "Check the path; build the benchmark first."
            : "Check the spelling and PATH; a program in the current folder is ./" + target.Program + ".";
        return new PerfHarnessException(DiagnosticCodes.CommandNotFound, $"Command not found: {target.Program}.", remedy);
    }
}
