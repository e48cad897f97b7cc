using System.Diagnostics;
using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Servers;

/// <summary>
/// A started server on its way:
/// <code>
///   started ──► ready ──► load runs ──► load ends, succeeds ──► stop signal ──► ended
///      │ ends, or is not ready in time: PH5006    │ fails: PH5007      │ does not end: terminated, PH5008
///                                 server ends: PH5001
/// </code>
/// </summary>
/// <param name="name">The server's command line.</param>
/// <param name="output">Of the server.</param>
internal sealed class LoadedServer(ServerLoad load, string name, RunningCommand server, EchoedOutput output) : IDisposable
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LastPoll = TimeSpan.FromMilliseconds(200);

    // A load that fails because the server crashed is faster than the kernel, which may have to write the server's memory first.
    private static readonly TimeSpan CrashDelay = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(2);
    private static readonly int[] CrashSignals = [4, 6, 7, 8, 11]; // SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV

    private readonly PortCheck? _port = load.Readiness.Port is { } port ? new PortCheck(port, server.Tree) : null;
    private readonly HttpCheck? _http = load.Readiness.Address is { } address ? new HttpCheck(address, server.Tree) : null;

    private bool IsTaken => _port is { IsTaken: true } || _http is { IsTaken: true };

    /// <summary>Why it is not ready, as half a sentence.</summary>
    private string Obstacle => _port?.Obstacle ?? _http?.Obstacle ?? $"{load.Readiness} was not in its output";

    private bool HasEnded => server.Exited.IsCompleted;

    /// <summary>Returns when the server is ready.</summary>
    /// <exception cref="PerfHarnessException">It ended, or was not ready in time (PH5006).</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        for (var wait = FirstPoll; ; wait = wait < LastPoll ? wait * 1.5 : LastPoll)
        {
            // Not after the check: what went into the background may still answer.
            if (HasEnded)
            {
                throw CreateEndedFailure((await server.Exited.ConfigureAwait(false)).Status);
            }

            if (await IsReadyAsync(cancellation).ConfigureAwait(false))
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(since) >= load.Readiness.Timeout)
            {
                throw CreateTimeoutFailure();
            }

            await Waiting.TryWaitAsync(server.Exited, wait, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Returns when the load has ended, the server has, or the time is over.</summary>
    /// <returns>Why the run does not count, or null.</returns>
    /// <param name="time">After which it is enough; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    public async Task<Diagnostic?> WaitForLoadAsync(LoadProcess running, TimeSpan time, CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        await Waiting.TryWaitAsync(Task.WhenAny(running.Exited, server.Exited), time, cancellation).ConfigureAwait(false);
        if (HasEnded && !running.Exited.IsCompleted && FindFailure() is null)
        {
            // The load may have asked it to end, as the last thing it does.
            var left = time == Timeout.InfiniteTimeSpan ? time : Max(TimeSpan.Zero, time - Stopwatch.GetElapsedTime(since));
            await Waiting.TryWaitAsync(running.Exited, left, cancellation).ConfigureAwait(false);
        }

        if (running.FindFailure() is not { } failure)
        {
            return FindFailure();
        }

        await Waiting.TryWaitAsync(server.Exited, CrashDelay, cancellation).ConfigureAwait(false);
        return FindFailure() ?? failure;
    }

    /// <summary>Asks the server to end and, if it does not, terminates it, with all that it started.</summary>
    /// <param name="isHurried">It gets no more time than any command that is terminated.</param>
    /// <param name="impatience">Cancelled to end the waiting early.</param>
    /// <returns>What a user should know, or null.</returns>
    public async Task<Diagnostic?> StopAsync(bool isHurried, CancellationToken impatience = default)
    {
        var hadEnded = HasEnded;
        server.SendSignal(load.StopSignal);
        var timeout = isHurried ? GracePeriod : load.StopTimeout;
        try
        {
            await Waiting.TryWaitAsync(server.Exited, timeout, impatience).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody wants to wait any longer.
        }

        var ended = HasEnded;
        await Task.Run(() => server.Terminate(GracePeriod, Signals.Terminate, impatience), CancellationToken.None).ConfigureAwait(false);
        if (hadEnded || impatience.IsCancellationRequested)
        {
            return null;
        }

        var signal = Signals.GetName(load.StopSignal);
        if (!ended)
        {
            return new Diagnostic(
                DiagnosticCodes.ServerNotStopped, Severity.Warning,
                string.Create(
                    CultureInfo.InvariantCulture, $"{name} did not end within {timeout.TotalSeconds:0.#} s after {signal} and was terminated."),
                "Use the signal that ends it, such as --stop-signal SIGINT. What it writes at its end, as perf maps, may be missing.");
        }

        var status = (await server.Exited.ConfigureAwait(false)).Status;
        return status.Signal != load.StopSignal && CrashSignals.Contains(status.Signal)
            ? new Diagnostic(
                DiagnosticCodes.ServerNotStopped, Severity.Warning, $"{name} crashed with {status} after {signal}. {output.Describe()}",
                "The recording is not affected.")
            : null;
    }

    public void Dispose() => _http?.Dispose();

    private static TimeSpan Max(TimeSpan x, TimeSpan y) => x > y ? x : y;

    private async Task<bool> IsReadyAsync(CancellationToken cancellation) =>
        _port is not null ? _port.Check()
        : _http is not null ? await _http.CheckAsync(cancellation).ConfigureAwait(false)
        : output.IsFound;

    private Diagnostic? FindFailure()
    {
        if (!server.Exited.IsCompletedSuccessfully)
        {
            return null;
        }

        var status = server.Exited.Result.Status;
        return !status.Success
            ? new Diagnostic(
                DiagnosticCodes.CommandFailed, Severity.Error, $"{name} ended with {status} under its load. {Describe()}",
                "Start the server and the load by themselves to see why; a run counts only if the server outlives its load.")
            : IsInBackground() ? CreateBackgroundFailure()
            : null;
    }

    private PerfHarnessException CreateEndedFailure(ExitStatus status)
    {
        if (status.Success && IsInBackground())
        {
            return new PerfHarnessException(CreateBackgroundFailure());
        }

        _port?.FindOther();
        _http?.FindOther();
        var taken = IsTaken ? $" {Capitalize(Obstacle)}." : "";
        return new PerfHarnessException(
            DiagnosticCodes.ServerNotReady, $"{name} ended with {status} before it was ready.{taken} {Describe()}",
            taken.Length > 0 ? "End that process, or use another port." : "Run it by itself to see why.");
    }

    private PerfHarnessException CreateTimeoutFailure()
    {
        var time = string.Create(CultureInfo.InvariantCulture, $"{load.Readiness.Timeout.TotalSeconds:0.###} s");
        return new PerfHarnessException(
            DiagnosticCodes.ServerNotReady, $"{name} was not ready within {time}: {Obstacle}. {output.Describe()}",
            IsTaken ? "End that process, or use another port."
            : load.Readiness.Text is not null
                ? "Use a longer --ready-timeout, or another text. Into a pipe, many programs write only when their buffer is full: stdbuf -oL helps."
            : "Check the port, or use a longer --ready-timeout.");
    }

    private Diagnostic CreateBackgroundFailure() => new(
        DiagnosticCodes.ServerNotReady, Severity.Error,
        $"{name} went into the background: the started process ended with exit code 0, and what it had started still runs.",
        "Start it in the foreground: without -d or --daemon, as with nginx -g 'daemon off;' or redis-server --daemonize no.");

    private bool IsInBackground() => server.Tree.Find().Exists(entry => !entry.HasEnded);

    // The readers of a process that has just ended may not be through yet.
    private string Describe()
    {
        server.Terminate(GracePeriod, Signals.Terminate);
        return output.Describe();
    }

    private static string Capitalize(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
