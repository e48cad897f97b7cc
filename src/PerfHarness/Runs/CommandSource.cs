using System.Diagnostics;
using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Runs of a command.</summary>
/// <param name="timeout">Maximum time for one run; null for no limit.</param>
internal sealed class CommandSource(CommandTarget command, TimeSpan? timeout) : IRunSource
{
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(2);

    public IReadOnlySet<int>? CountedThreads => null;

    // A server has its own way to start, and a load that is a second command.
    public bool CanOverlap => command.Load is null;

    public ImportOptions AdaptImport(ImportOptions options) => options;

    public async Task<double?> WarmUpAsync(RecordOptions options, string label, CancellationToken cancellation)
    {
        if (command.Load is not null)
        {
            await WarmUpServerAsync(options, label, cancellation).ConfigureAwait(false);
            return null;
        }

        var warmUp = MarkLockHeld(command).ToCommand().WithGracePeriod(GracePeriod);
        // A server never ends by itself: it warms up for as long as it is recorded later.
        var duration = options.Duration is { } recorded ? options.Delay + recorded : Timeout.InfiniteTimeSpan;
        var started = Stopwatch.GetTimestamp();
        var result = await RunWithTimeoutAsync(token => ExecuteAsync(warmUp, duration, token), cancellation).ConfigureAwait(false);
        ThrowIfFailed(result?.Status, label);
        return result is null ? null : result.CpuTime / Stopwatch.GetElapsedTime(started);
    }

    public Task<PreparedRun> PrepareAsync(PerfRecorder recorder, RecordOptions options, CancellationToken cancellation) =>
        recorder.PrepareAsync(AddPadding(command), options, cancellation);

    public async Task<RecordedRun> RecordAsync(
        PerfRecorder recorder, PreparedRun? prepared, RecordOptions options, string label, CancellationToken cancellation)
    {
        var run = await RunWithTimeoutAsync(
            token => prepared?.RecordAsync(token) ?? recorder.RecordAsync(AddPadding(command), options, token), cancellation).ConfigureAwait(false);
        try
        {
            ThrowIfFailed(run, label);
        }
        catch (PerfHarnessException)
        {
            run.Dispose();
            throw;
        }

        return run;
    }

    public void ObserveSamples(long samples)
    {
        // A command does the same work in each run, however many samples that gives.
    }

    private async Task WarmUpServerAsync(RecordOptions options, string label, CancellationToken cancellation)
    {
        var time = options.Duration is { } recorded ? options.Delay + recorded : Timeout.InfiniteTimeSpan;
        try
        {
            await RunWithTimeoutAsync(
                async token =>
                {
                    await ServerWarmUp.RunAsync(MarkLockHeld(command), time, token).ConfigureAwait(false);
                    return true;
                },
                cancellation).ConfigureAwait(false);
        }
        catch (PerfHarnessException e)
        {
            throw new PerfHarnessException(AddLabel(e.Diagnostic, label));
        }
    }

    // Null where the duration ended it.
    private static async Task<CommandResult?> ExecuteAsync(Command command, TimeSpan duration, CancellationToken cancellation)
    {
        using var running = command.Start();
        var exited = running.WaitAsync(cancellation);
        if (await Task.WhenAny(exited, Task.Delay(duration, cancellation)).ConfigureAwait(false) == exited || cancellation.IsCancellationRequested)
        {
            return await exited.ConfigureAwait(false);
        }

        running.Terminate(command.GracePeriod);
        return null;
    }

    private static CommandTarget MarkLockHeld(CommandTarget command) =>
        command with { Environment = new Dictionary<string, string?>(command.Environment) { [ProfilingLock.HeldVariable] = "1" } };

    private static CommandTarget AddPadding(CommandTarget command)
    {
        var environment = new Dictionary<string, string?>(MarkLockHeld(command).Environment);
        EnvironmentPadding.AddTo(environment);
        return command with { Environment = environment };
    }

    private Task<T> RunWithTimeoutAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation) =>
        RunLimit.RunAsync(timeout, work, CreateTimeoutException, cancellation);

    private PerfHarnessException CreateTimeoutException(TimeSpan time) => new(
        DiagnosticCodes.CommandTimedOut,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{command}{(command.Load is null ? "" : " with its load")} did not finish within {time.TotalSeconds:0.###} s and was terminated."),
        "Use a longer --timeout, or less work.");

    private static Diagnostic AddLabel(Diagnostic failure, string label) => failure with { Message = $"in {label}: {failure.Message}" };

    private void ThrowIfFailed(RecordedRun run, string label)
    {
        if (run.Failure is { } failure)
        {
            throw new PerfHarnessException(AddLabel(failure, label));
        }

        // A server ends as it likes once it is asked to.
        ThrowIfFailed(command.Load is null ? run.CommandStatus : null, label);
    }

    private void ThrowIfFailed(ExitStatus? status, string label)
    {
        if (status is { Success: false })
        {
            throw new PerfHarnessException(
                DiagnosticCodes.CommandFailed, $"{command} failed with {status} in {label}.",
                "Run the command by itself to see why; only successful runs are measured.");
        }
    }
}
