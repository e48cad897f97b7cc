using System.Diagnostics;
using PerfHarness.Processes;

namespace PerfHarness.TestHosts;

/// <summary>
/// Says when a body has been repeated often enough. perf samples CPU time, so that much CPU time is so many samples; the
/// kernel is asked for it only now and then, because a body may take nanoseconds.
/// </summary>
/// <param name="cpu">CPU time to wait for, a little more of which is used than asked for.</param>
/// <param name="limit">Longest time.</param>
/// <param name="used">CPU time used so far; null for the process's.</param>
internal sealed class RepetitionLimit(TimeSpan cpu, TimeSpan limit, Func<TimeSpan>? used)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan _targetCpuTime = cpu * 1.05;
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
        var spent = used?.Invoke() ?? (CpuClock.GetProcessTime(Environment.ProcessId) ?? TimeSpan.Zero) - _cpuAtStart;
        return spent < _targetCpuTime && Stopwatch.GetElapsedTime(_started, now) < limit;
    }
}
