using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Servers;

/// <summary>A running load.</summary>
internal sealed class LoadProcess : IDisposable
{
    // Long enough for a load generator to print its summary.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(2);

    private readonly ServerLoad _load;
    private readonly RunningCommand _running;
    private readonly EchoedOutput _output;

    private LoadProcess(ServerLoad load, RunningCommand running, EchoedOutput output) => (_load, _running, _output) = (load, running, output);

    public Task<CommandResult> Exited => _running.Exited;

    /// <summary>What it used of the CPUs so far, with what it started.</summary>
    public TimeSpan CpuTime =>
        (Exited.IsCompletedSuccessfully ? Exited.Result.CpuTime : TimeSpan.Zero) + CpuClock.GetTreeTime(_running.Tree.Find());

    /// <summary>Before anything is started for it.</summary>
    /// <exception cref="PerfHarnessException">There is no such program.</exception>
    public static void ThrowIfNotFound(ServerLoad load)
    {
        if (ProgramPath.Find(load.Program, Environment.GetEnvironmentVariable("PATH"), load.WorkingDirectory) is null)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.CommandNotFound, $"The load's command was not found: {load.Program}.",
                "Check the spelling and PATH. No shell reads the load: for variables, pipes and && use --load \"sh -c '…'\".");
        }
    }

    /// <param name="mark">Identifies it and what it starts: see <see cref="ProcessTree.MarkVariable"/>.</param>
    public static LoadProcess Start(
        ServerLoad load, CpuSet? cpus, bool quiet, string mark, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        var output = new EchoedOutput(quiet);
        var command = Command.Create(load.Program).WithArguments(load.Arguments).WithWorkingDirectory(load.WorkingDirectory).WithCpus(cpus)
            .WithEnvironment(environment).WithEnvironment([new KeyValuePair<string, string?>(ProcessTree.MarkVariable, mark)])
            .WithStandardOutput(output.StandardOutput).WithStandardError(output.StandardError).WithExitCodeCheck(false);
        return new LoadProcess(load, command.Start(), output);
    }

    /// <summary>Why it failed; null if it did not, or is still running.</summary>
    public Diagnostic? FindFailure()
    {
        if (!Exited.IsCompletedSuccessfully || Exited.Result.Status.Success)
        {
            return null;
        }

        // What it left running ends too, so that all of its output has come.
        Dispose();
        return new Diagnostic(
            DiagnosticCodes.LoadFailed, Severity.Error, $"The load {_load} failed with {Exited.Result.Status}. {_output.Describe()}",
            "Start the server and the load by themselves to see why; a run counts only if its load succeeds.");
    }

    /// <summary>Ends it, if it is still running.</summary>
    public void Stop() => _running.Terminate(GracePeriod);

    public void Dispose()
    {
        Stop();
        _running.Dispose();
    }
}
