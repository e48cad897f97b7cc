using System.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.TestHosts;

/// <summary>
/// Determines when a body has been repeated often enough. perf samples CPU time, so samples are proportional to CPU time; it
/// is read only now and then, because a body may take nanoseconds.
/// </summary>
/// <param name="cpuTime">CPU time to wait for; a little more is used.</param>
/// <param name="maxDuration">Maximum time.</param>
/// <param name="getCpuTime">CPU time used so far; null for the process's.</param>
internal sealed class RepetitionLimit(TimeSpan cpuTime, TimeSpan maxDuration, Func<TimeSpan>? getCpuTime)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan _targetCpuTime = cpuTime * 1.05;
    private readonly TimeSpan _cpuAtStart = CpuClock.GetProcessTime(Environment.ProcessId) ?? TimeSpan.Zero;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _nextCheck;
    private bool _isStarted;

    /// <summary>True at least once.</summary>
    public bool ShouldContinue()
    {
        var now = Stopwatch.GetTimestamp();
        if (!_isStarted || now < _nextCheck)
        {
            _nextCheck = _isStarted ? _nextCheck : now;
            _isStarted = true;
            return true;
        }

        _nextCheck = now + (long)(CheckInterval.TotalSeconds * Stopwatch.Frequency);
        var spent = getCpuTime?.Invoke() ?? (CpuClock.GetProcessTime(Environment.ProcessId) ?? TimeSpan.Zero) - _cpuAtStart;
        return spent < _targetCpuTime && Stopwatch.GetElapsedTime(_started, now) < maxDuration;
    }
}
