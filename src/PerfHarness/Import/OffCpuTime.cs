using PerfHarness.Formats.PerfData;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// Times that threads were off the CPUs. The sample of a context switch has the stack with which a thread leaves, and the kernel's
/// SWITCH records say whether it had to, and when it is back:
/// <code>
///   sample (stack) ──► SWITCH out [preempted] ──► SWITCH in: the time since the sample is the stack's
/// </code>
/// The stack ends with <c>[blocked]</c> or <c>[waiting for a CPU]</c>, so that it differs from one of the same functions on a CPU. A
/// thread that is not back when the recording ends was off until then.
/// </summary>
internal sealed class OffCpuTime(ProfileBuilder builder)
{
    private readonly Dictionary<int, (Sample Sample, bool IsPreempted)> _off = [];
    private readonly HashSet<int> _ended = [];
    private readonly FrameId _blocked = Intern(builder, FunctionName.Blocked);
    private readonly FrameId _waiting = Intern(builder, FunctionName.WaitingForCpu);
    private long _end;

    /// <param name="sample">Of the switch; its weight is not known yet.</param>
    public void Leave(int tid, in Sample sample)
    {
        _end = Math.Max(_end, sample.Time);
        if (!_ended.Contains(tid))
        {
            _off[tid] = (sample, false);
        }
    }

    public void Apply(in SwitchRecord record, ulong recordTime)
    {
        var time = (long)recordTime;
        _end = Math.Max(_end, time);
        if (!_off.TryGetValue(record.Tid, out var off))
        {
            return;
        }

        if (record.IsOut)
        {
            _off[record.Tid] = off with { IsPreempted = record.IsPreempted };
        }
        else
        {
            _off.Remove(record.Tid);
            Add(off.Sample, off.IsPreempted, time);
        }
    }

    /// <summary>The thread will not come back from its last switch.</summary>
    public void End(int tid)
    {
        _ended.Add(tid);
        _off.Remove(tid);
    }

    /// <summary>Another thread may get the id of one that has ended.</summary>
    public void Start(int tid) => _ended.Remove(tid);

    /// <param name="time">Of the last sample.</param>
    public void Finish(long time)
    {
        _end = Math.Max(_end, time);
        foreach (var (sample, isPreempted) in _off.Values)
        {
            Add(sample, isPreempted, _end);
        }

        _off.Clear();
    }

    private void Add(in Sample sample, bool isPreempted, long until)
    {
        var stack = builder.Stacks.Intern(sample.Stack, isPreempted ? _waiting : _blocked);
        builder.Samples.Add(sample with { Stack = stack, Weight = Math.Max(0, until - sample.Time) });
    }

    private static FrameId Intern(ProfileBuilder builder, FunctionName name) =>
        builder.Frames.Intern(new Frame(builder.Functions.Intern(name), FrameKind.Unknown) { Named = true });
}
