using System.Diagnostics;
using PerfHarness.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.Recording;

/// <summary>
/// A recording of running processes that is switched on and off from outside: how a test host records nothing but the
/// body of a benchmark in its own process. perf attaches with its events off; each region between
/// <see cref="EnableAsync"/> and <see cref="DisableAsync"/> adds to the same file.
/// </summary>
public sealed class RegionRecording : IDisposable
{
    private readonly PerfRecorder _recorder;
    private readonly PerfSession _perf;
    private readonly RunningDotnet _dotnet;
    private readonly RecordingFolder _folder;
    private readonly int[] _pids;
    private readonly List<Diagnostic> _diagnostics;
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private TimeSpan _wall;
    private TimeSpan _cpu;
    private TimeSpan _cpuAtEnable;
    private long _enabledAt;
    private bool _enabled;
    private bool _finished;

    private RegionRecording(
        PerfRecorder recorder, PerfSession perf, RunningDotnet dotnet, RecordingFolder folder, int[] pids, List<Diagnostic> diagnostics) =>
        (_recorder, _perf, _dotnet, _folder, _pids, _diagnostics) = (recorder, perf, dotnet, folder, pids, diagnostics);

    /// <exception cref="PerfHarnessException">perf cannot attach (PH3xxx).</exception>
    internal static async Task<RegionRecording> StartAsync(
        PerfRecorder recorder, IEnumerable<int> pids, RecordOptions options, RecordingFolder folder, CancellationToken cancellation)
    {
        var diagnostics = new List<Diagnostic>();
        var dotnet = new RunningDotnet();
        var all = pids.ToArray();
        try
        {
            await dotnet.AskAsync(all, diagnostics, cancellation).ConfigureAwait(false);
            var command = recorder.Describe(options) with { Pids = all, StartsDisabled = true };
            var perf = await recorder.AttachWithFallbackAsync(command, options, folder, diagnostics, cancellation).ConfigureAwait(false);
            return new RegionRecording(recorder, perf, dotnet, folder, all, diagnostics);
        }
        catch
        {
            await dotnet.CollectAsync(folder.MapFolder).ConfigureAwait(false);
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
            await _perf.EnableAsync(cancellation).ConfigureAwait(false);
            (_enabled, _enabledAt, _cpuAtEnable) = (true, Stopwatch.GetTimestamp(), Cpu());
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
        }
    }

    /// <summary>Ends the recording. The result owns the folder from then on.</summary>
    public async Task<RecordedRun> FinishAsync()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (_enabled)
        {
            EndRegion();
        }

        var run = await _recorder.FinishAsync(_perf, _folder, _started, _wall, _cpu, null, _diagnostics).ConfigureAwait(false);
        await _dotnet.CollectAsync(_folder.MapFolder).ConfigureAwait(false);
        _finished = true;
        _perf.Dispose();
        return run;
    }

    public void Dispose()
    {
        if (!_finished)
        {
            _finished = true;
            _perf.Dispose();
            Task.Run(() => _dotnet.CollectAsync(_folder.MapFolder)).Wait();
            _folder.Dispose();
        }
    }

    private void EndRegion()
    {
        _enabled = false;
        _cpu += Cpu() - _cpuAtEnable;
        _wall += Stopwatch.GetElapsedTime(_enabledAt);
    }

    private TimeSpan Cpu() => _pids.Aggregate(TimeSpan.Zero, (sum, pid) => sum + (CpuClock.Of(pid) ?? TimeSpan.Zero));
}
