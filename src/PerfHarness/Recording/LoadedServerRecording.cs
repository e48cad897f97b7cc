using System.Diagnostics;
using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording.Servers;

namespace PerfHarness.Recording;

/// <summary>
/// Records a server while a load runs, and neither its start nor its end:
/// <code>
///   suspended server, perf attached with its events off ──► released ──► ready ──► events on ──► load ──► perf writes its file
///                                                                        [load, delay, events on]             server is stopped ◄─┘
/// </code>
/// </summary>
/// <param name="target">The server.</param>
/// <param name="output">Of the server.</param>
internal sealed class LoadedServerRecording(
    PerfLauncher launcher, CommandTarget target, RecordOptions options, RecordingFolder folder, SuspendedCommand suspended,
    PerfSession perf, EchoedOutput output, List<Diagnostic> diagnostics)
{
    private readonly ServerLoad _load = target.Load!;
    private Window _window = new(DateTimeOffset.UtcNow, Stopwatch.GetTimestamp(), TimeSpan.Zero, null, TimeSpan.Zero);

    private RunningCommand Running => suspended.Running;

    /// <param name="stop">A signal from here ends the load, and the recording with it, which is finished and returned. Null where
    /// signals cancel.</param>
    public async Task<RecordedRun> RecordAsync(InterruptSource? stop, CancellationToken cancellation)
    {
        using var server = new LoadedServer(_load, target.ToString(), Running, output);
        var isStopped = false;
        try
        {
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stop?.Token ?? CancellationToken.None, cancellation);
            suspended.Release();
            await server.WaitUntilReadyAsync(stopping.Token).ConfigureAwait(false);
            var recorded = await RecordLoadAsync(server, stopping.Token, cancellation).ConfigureAwait(false);
            isStopped = true;
            var impatience = stopping.IsCancellationRequested ? stop?.Repeated ?? CancellationToken.None : stopping.Token;
            if (await server.StopAsync(isHurried: false, impatience).ConfigureAwait(false) is { } problem)
            {
                diagnostics.Add(problem);
            }

            return recorded;
        }
        finally
        {
            if (!isStopped)
            {
                await server.StopAsync(isHurried: true, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task<RecordedRun> RecordLoadAsync(LoadedServer server, CancellationToken stopping, CancellationToken cancellation)
    {
        Diagnostic? failure = null;
        var isDelayed = options.Delay > TimeSpan.Zero;
        if (!isDelayed)
        {
            await BeginAsync(null, cancellation).ConfigureAwait(false);
        }

        using var load = StartLoad();
        try
        {
            if (isDelayed)
            {
                failure = await DelayAsync(server, load, stopping).ConfigureAwait(false);
            }

            failure ??= await WaitForEndAsync(server, load, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A stop is the ordinary end of a load that has none.
        }

        var times = End(load);
        var status = Running.Exited is { IsCompletedSuccessfully: true } ended ? ended.Result.Status : (ExitStatus?)null;
        var root = options.PerCpu ? Running.Pid : (int?)null;
        var recorded = await launcher.FinishAsync(perf, folder, times, status, diagnostics, root).ConfigureAwait(false);
        recorded.Failure = failure;
        load.Stop();
        return recorded;
    }

    // The CPUs that the server does not have are for perf and the load.
    private LoadProcess StartLoad() => LoadProcess.Start(
        _load, target.Cpus?.CreateComplement(), target.Quiet, folder.LoadMark, ServerWarmUp.CreateLoadEnvironment(folder));

    /// <summary>Switches the events on.</summary>
    private async Task BeginAsync(LoadProcess? load, CancellationToken cancellation)
    {
        await perf.EnableAsync(cancellation).ConfigureAwait(false);
        _window = new Window(
            DateTimeOffset.UtcNow, Stopwatch.GetTimestamp(), CpuClock.GetTreeTime(Running.Tree.Find()), HostClock.GetBusyTime(),
            load?.CpuTime ?? TimeSpan.Zero);
    }

    private async Task<Diagnostic?> DelayAsync(LoadedServer server, LoadProcess load, CancellationToken stopping)
    {
        var failure = await server.WaitForLoadAsync(load, options.Delay, stopping).ConfigureAwait(false);
        if (failure is null && load.Exited.IsCompleted)
        {
            diagnostics.Add(new Diagnostic(
                DiagnosticCodes.NoSamples, Severity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"The load finished before the delay of {options.Delay.TotalSeconds:0.###} s."),
                "Use a shorter --delay, or a longer load."));
        }
        else if (failure is null)
        {
            await BeginAsync(load, stopping).ConfigureAwait(false);
        }

        return failure;
    }

    private async Task<Diagnostic?> WaitForEndAsync(LoadedServer server, LoadProcess load, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var waiting = server.WaitForLoadAsync(load, options.Duration ?? Timeout.InfiniteTimeSpan, ended.Token);
        if (await Task.WhenAny(waiting, perf.Exited).ConfigureAwait(false) == waiting
            || await Waiting.TryWaitAsync(Running.Exited, PerfSession.TargetExitDelay, stopping).ConfigureAwait(false))
        {
            return await waiting.ConfigureAwait(false);
        }

        var outcome = (await perf.Exited.ConfigureAwait(false)).Status;
        await ended.CancelAsync().ConfigureAwait(false);
        throw new PerfHarnessException(perf.CreateFailure($"{outcome} in the middle of the run"));
    }

    private RunTimes End(LoadProcess load)
    {
        var wallTime = Stopwatch.GetElapsedTime(_window.StartedAt);
        var ended = Running.Exited is { IsCompletedSuccessfully: true } exited ? exited.Result.CpuTime : TimeSpan.Zero;
        var cpuTime = ended + CpuClock.GetTreeTime(Running.Tree.Find()) - _window.CpuTime;
        // The load is a part of the benchmark, and disturbs it no more than it is meant to.
        var busyTime = HostClock.GetBusyTime() - _window.BusyTime - (load.CpuTime - _window.LoadCpuTime);
        var isWhole = options.Delay == TimeSpan.Zero && options.Duration is null && load.Exited.IsCompleted;
        return new RunTimes(_window.Started, wallTime, NotNegative(cpuTime), busyTime is { } busy ? NotNegative(busy) : null)
        {
            Operations = isWhole ? OperationsFile.Read(folder, diagnostics) : null,
        };
    }

    private static TimeSpan NotNegative(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;

    /// <summary>Where the recorded time begins, and what had been used until then.</summary>
    private sealed record Window(DateTimeOffset Started, long StartedAt, TimeSpan CpuTime, TimeSpan? BusyTime, TimeSpan LoadCpuTime);
}
