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
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan _cpu = cpu * 1.05;
    private readonly TimeSpan _cpuAtStart = CpuClock.Of(Environment.ProcessId) ?? TimeSpan.Zero;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _next;
    private bool _asked;

    /// <summary>True at least once.</summary>
    public bool GoesOn()
    {
        var now = Stopwatch.GetTimestamp();
        if (!_asked || now < _next)
        {
            _next = _asked ? _next : now;
            _asked = true;
            return true;
        }

        _next = now + (long)(Pause.TotalSeconds * Stopwatch.Frequency);
        var spent = used?.Invoke() ?? (CpuClock.Of(Environment.ProcessId) ?? TimeSpan.Zero) - _cpuAtStart;
        return spent < _cpu && Stopwatch.GetElapsedTime(_started, now) < limit;
    }
}
