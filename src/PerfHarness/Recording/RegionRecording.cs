using System.Diagnostics;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Processes;
using PerfHarness.Recording.Runtimes;

namespace PerfHarness.Recording;

/// <summary>
/// A recording of running processes that is switched on and off from outside: how a test host records nothing but the
/// body of a benchmark in its own process. perf attaches with its events off; each region between
/// <see cref="EnableAsync"/> and <see cref="DisableAsync"/> adds to the same file.
/// </summary>
internal sealed class RegionRecording : IDisposable
{
    private readonly PerfLauncher _launcher;
    private readonly PerfSession _perf;
    private readonly RuntimeAttach? _runtimes;
    private readonly RecordingFolder _folder;
    private readonly int[] _pids;
    private readonly List<Diagnostic> _diagnostics;
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private TimeSpan _wallTime;
    private TimeSpan _cpuTime;
    private TimeSpan _cpuAtEnable;
    private TimeSpan? _busyTime = TimeSpan.Zero;
    private TimeSpan? _busyAtEnable;
    private long _enabledAt;
    private bool _enabled;
    private bool _finished;

    private RegionRecording(
        PerfLauncher launcher, PerfSession perf, RuntimeAttach? runtimes, RecordingFolder folder, int[] pids, List<Diagnostic> diagnostics) =>
        (_launcher, _perf, _runtimes, _folder, _pids, _diagnostics) = (launcher, perf, runtimes, folder, pids, diagnostics);

    /// <exception cref="PerfHarnessException">perf cannot attach (PH3xxx).</exception>
    internal static async Task<RegionRecording> StartAsync(
        PerfLauncher launcher, IEnumerable<int> pids, RecordOptions options, RecordingFolder folder, CancellationToken cancellation)
    {
        var diagnostics = new List<Diagnostic>();
        var attachDiagnostics = new DiagnosticBag();
        RuntimeAttach? runtimes = null;
        var all = pids.ToArray();
        try
        {
            runtimes = options.RequestPerfMaps ? RuntimeAttach.Start(all, attachDiagnostics) : null;
            runtimes?.ListRequests(folder.Path);
            diagnostics.AddRange(attachDiagnostics.ToList());
            var command = launcher.CreateCommand(options) with { StartDisabled = true };
            command = options.PerCpu ? command.SampleAllCpus() : command with { Pids = all };
            var perf = await launcher.AttachWithFallbackAsync(command, options, folder, diagnostics, cancellation).ConfigureAwait(false);
            return new RegionRecording(launcher, perf, runtimes, folder, all, diagnostics);
        }
        catch
        {
            runtimes?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Returns once perf samples.</summary>
    public async Task EnableAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (!_enabled)
        {
            _busyAtEnable = HostClock.GetBusyTime();
            await _perf.EnableAsync(cancellation).ConfigureAwait(false);
            (_enabled, _enabledAt, _cpuAtEnable) = (true, Stopwatch.GetTimestamp(), GetCpuTime());
        }
    }

    /// <summary>Returns once perf has stopped sampling.</summary>
    public async Task DisableAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (_enabled)
        {
            EndRegion();
            await _perf.DisableAsync(cancellation).ConfigureAwait(false);
            AddBusyTime();
        }
    }

    /// <summary>Ends the recording. The result owns the folder from then on.</summary>
    /// <param name="allSamplesCount">False if only some of the samples count: the CPU time cannot be compared with them then.</param>
    /// <param name="operations">How often the body was executed; null if unknown.</param>
    public async Task<RecordedRun> FinishAsync(bool allSamplesCount = true, long? operations = null)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (_enabled)
        {
            EndRegion();
            AddBusyTime();
        }

        var times = new RunTimes(_started, _wallTime, allSamplesCount ? _cpuTime : null, _busyTime) { Operations = operations };
        var run = await _launcher.FinishAsync(
            _perf, _folder, times, null, _diagnostics, _perf.Command.AllCpus ? _pids[0] : null).ConfigureAwait(false);
        var attachDiagnostics = new DiagnosticBag();
        _runtimes?.Finish(_folder.MapFolder, attachDiagnostics);
        _diagnostics.AddRange(attachDiagnostics.ToList());
        _finished = true;
        _runtimes?.Dispose();
        _perf.Dispose();
        return run;
    }

    public void Dispose()
    {
        if (!_finished)
        {
            _finished = true;
            _perf.Dispose();
            _runtimes?.Dispose();
            _folder.Dispose();
        }
    }

    private void EndRegion()
    {
        _enabled = false;
        _cpuTime += GetCpuTime() - _cpuAtEnable;
        _wallTime += Stopwatch.GetElapsedTime(_enabledAt);
    }

    private void AddBusyTime() => _busyTime += HostClock.GetBusyTime() - _busyAtEnable;

    // Called while events are on, perhaps on a thread that ran the body: no code here that a budget could count as the body's.
    private TimeSpan GetCpuTime()
    {
        var sum = TimeSpan.Zero;
        foreach (var pid in _pids)
        {
            sum += CpuClock.GetProcessTime(pid) ?? TimeSpan.Zero;
        }

        return sum;
    }
}
