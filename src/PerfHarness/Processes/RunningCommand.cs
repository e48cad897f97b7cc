using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Processes;

/// <summary>
/// A started process. A separate thread waits for it, and a signal is sent only while it has not been waited for, so that
/// a process id that the kernel has reused never receives one.
/// </summary>
internal sealed class RunningCommand : IDisposable
{
    private readonly Command _command;
    private readonly Lock _lock = new();
    private readonly List<(Thread Thread, FileStream Pipe)> _readers;
    private readonly TaskCompletionSource<CommandResult> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Subreaper _subreaper = Subreaper.Acquire();
    private bool _reaped;
    private int _terminated;

    private RunningCommand(Command command, int pid, List<(Thread, FileStream)> readers)
    {
        (_command, Pid, _readers) = (command, pid, readers);
        Tree = new ProcessTree(pid, command.EnvironmentChanges.GetValueOrDefault(ProcessTree.MarkVariable));
    }

    public int Pid { get; }

    /// <summary>The process and all its descendants.</summary>
    public ProcessTree Tree { get; }

    /// <summary>Completes when the process has ended, whatever its descendants and readers still do.</summary>
    public Task<CommandResult> Exited => _exited.Task;

    public static RunningCommand Start(Command command)
    {
        var environment = command.GetEnvironment();
        var path = ProgramPath.Find(command.Program, environment.GetValueOrDefault("PATH"), command.WorkingDirectory)
            ?? throw new CommandException(
                DiagnosticCodes.CommandNotFound, command.ToString(), "no such executable file",
                "Check the spelling, PATH, and that the file has its executable bit (chmod +x).");
        if (command.WorkingDirectory is { } folder && !Directory.Exists(folder))
        {
            throw new CommandException(DiagnosticCodes.CommandNotFound, command.ToString(), $"the working directory '{folder}' does not exist", null);
        }

        var readers = new List<(Thread, FileStream)>();
        using var actions = new SpawnActions();
        actions.AddEmptyInput();
        actions.AddOutput(1, command.StandardOutput, readers);
        actions.AddOutput(2, command.StandardError, readers);
        var (error, pid) = command.Cpus is { } cpus ? cpus.Run(Spawn) : Spawn();
        if (error != 0)
        {
            readers.ForEach(reader => reader.Item2.Dispose());
            throw new CommandException(DiagnosticCodes.CommandNotFound, command.ToString(), new Win32Exception(error).Message, command.Remedy);
        }

        var running = new RunningCommand(command, pid, readers);
        readers.ForEach(reader => reader.Item1.Start());
        new Thread(running.WaitForExit, 128 * 1024)
        {
            IsBackground = true,
            Name = string.Create(CultureInfo.InvariantCulture, $"wait for {pid}"),
        }.Start();
        return running;

        (int Error, int Pid) Spawn()
        {
            var result = actions.Spawn(
                path, [command.Program, .. command.Arguments],
                [.. environment.Select(pair => $"{pair.Key}={pair.Value}")], command.WorkingDirectory, out var started);
            return (result, started);
        }
    }

    /// <summary>Sends the signal to the process alone. False if it has ended.</summary>
    public bool SendSignal(int signal)
    {
        lock (_lock)
        {
            return !_reaped && LibC.Kill(Pid, signal) == 0;
        }
    }

    /// <summary>
    /// Waits for the end of the process and of what reads its output, and terminates everything that it left running. When
    /// cancelled, it sends SIGINT first (perf needs that to write its file's header), then SIGTERM, then SIGKILL.
    /// </summary>
    public async Task<CommandResult> WaitAsync(CancellationToken cancellation)
    {
        try
        {
            var result = await _exited.Task.WaitAsync(cancellation).ConfigureAwait(false);
            await Task.Run(Dispose, CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        catch (OperationCanceledException)
        {
            await Task.Run(() => Terminate(_command.GracePeriod), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Terminates the process and its descendants, with SIGINT first unless another signal is given.</summary>
    /// <param name="impatience">Cancelled to end the grace periods early.</param>
    /// <returns>The CPU time of orphans that only we could wait for.</returns>
    public TimeSpan Terminate(TimeSpan gracePeriod, int firstSignal = Signals.Interrupt, CancellationToken impatience = default) =>
        Interlocked.Exchange(ref _terminated, 1) == 0 ? TerminateTree(firstSignal, gracePeriod, impatience) : TimeSpan.Zero;

    /// <summary>Leaves nothing: what is still running is terminated at once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _terminated, 1) == 0)
        {
            TerminateTree(_exited.Task.IsCompleted ? Signals.Terminate : Signals.Kill, TimeSpan.FromMilliseconds(500));
        }
    }

    private TimeSpan TerminateTree(int signal, TimeSpan gracePeriod, CancellationToken impatience = default)
    {
        var cpuTime = Tree.Terminate(signal, gracePeriod, impatience);
        _exited.Task.Wait(TimeSpan.FromSeconds(5));
        foreach (var (thread, pipe) in _readers)
        {
            // No writer is left, so a reader is at the end; one that is not hangs in its own work and is abandoned.
            if (thread.Join(TimeSpan.FromSeconds(5)))
            {
                pipe.Dispose();
            }
        }

        _subreaper.Dispose();
        return cpuTime;
    }

    private void WaitForExit()
    {
        var info = new byte[128];
        var usage = new long[18];
        int status, waited;
        while (LibC.WaitId(LibC.WaitForPid, Pid, info, LibC.WaitExited | LibC.WaitNoReap) != 0 && Marshal.GetLastPInvokeError() == LibC.Interrupted)
        {
        }

        lock (_lock)
        {
            waited = LibC.Wait4(Pid, out status, 0, usage);
            _reaped = true;
            Tree.IsRootReaped = true;
        }

        if (waited != Pid)
        {
            _exited.SetException(new CommandException(
                DiagnosticCodes.CommandFailed, _command.ToString(), "it ran, but its exit status was collected by another waiter",
                "Start perfharness with the default SIGCHLD disposition."));
            return;
        }

        var (user, system) = CpuClock.FromUsage(usage);
        _exited.SetResult(new CommandResult(ExitStatus.FromWaitStatus(status), user, system));
    }
}
