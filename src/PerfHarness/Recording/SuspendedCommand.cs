using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>
/// The command to profile, started but held at its door:
/// <code>
///   sh: read from a named pipe ──► perf attaches to the process ──► Release ──► exec of the command in the same process
/// </code>
/// So perf is not its parent: the command's exit status, its signal and the CPU time that the kernel accounts to it are
/// its own, its standard error is not shared with perf's messages, and perf may fail and be tried again with other
/// options before any of the command has run. Of the shell less than a millisecond falls into the recording.
/// </summary>
internal sealed class SuspendedCommand : IDisposable
{
    private const string Script = "read -r _ <\"$0\" && exec \"$@\"";

    private readonly FileStream _startGate;

    private SuspendedCommand(RunningCommand running, FileStream door) => (Running, _startGate) = (running, door);

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

        var fifo = PerfControl.CreateFifo(folder.Path, "door");
        var door = PerfControl.OpenFifo(fifo);
        try
        {
            return new SuspendedCommand(command.WithProgram("/bin/sh").WithArguments(["-c", Script, fifo, path, .. target.Arguments]).Start(), door);
        }
        catch
        {
            door.Dispose();
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
                ? $"It is there but not executable: chmod +x {ShellText.Quote(target.Program)}"
                : "Check the path; build the benchmark first."
            : "Check the spelling and PATH; a program in this folder is ./" + target.Program + ".";
        return new PerfHarnessException(DiagnosticCodes.CommandNotFound, $"Command not found: {target.Program}.", remedy);
    }
}
