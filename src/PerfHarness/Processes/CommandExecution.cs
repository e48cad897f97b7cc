namespace PerfHarness.Processes;

/// <summary>Executes commands.</summary>
internal static class CommandExecution
{
    /// <summary>Starts the process and leaves the rest to the caller, who must dispose of it.</summary>
    /// <exception cref="CommandException">It could not be started.</exception>
    public static RunningCommand Start(this Command command) => RunningCommand.Start(command);

    /// <summary>Runs the process to its end.</summary>
    /// <exception cref="CommandException">It could not be started, or failed and that is checked.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and nothing of it is left.</exception>
    public static async Task<CommandResult> ExecuteAsync(this Command command, CancellationToken cancellation = default)
    {
        using var running = command.Start();
        return ThrowIfFailed(command, await running.WaitAsync(cancellation).ConfigureAwait(false), "");
    }

    /// <summary>Runs the process to its end and keeps what it writes (see <see cref="OutputBuffer"/> for the bound).</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    public static async Task<BufferedCommandResult> ExecuteBufferedAsync(this Command command, CancellationToken cancellation = default)
    {
        var (output, error) = (new OutputBuffer(), new OutputBuffer());
        using var running = command.WithStandardOutput(output.Target).WithStandardError(error.Target).Start();
        var result = ThrowIfFailed(command, await running.WaitAsync(cancellation).ConfigureAwait(false), error.ToString());
        return new BufferedCommandResult(result.Status, output.ToString(), error.ToString());
    }

    private static CommandResult ThrowIfFailed(Command command, CommandResult result, string standardError) =>
        command.ChecksExitCode && !result.Status.Success
            ? throw new CommandException(command.ToString(), result.Status, standardError, command.Remedy)
            : result;
}
