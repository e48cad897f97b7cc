namespace PerfHarness.Formats.PerfData;

/// <summary>SWITCH: a thread leaves a CPU or comes back to one.</summary>
/// <param name="IsOut">It leaves.</param>
/// <param name="IsPreempted">It leaves although it could go on (Linux 4.17).</param>
internal readonly record struct SwitchRecord(int Tid, bool IsOut, bool IsPreempted)
{
    private const ushort OutFlag = 1 << 13;
    private const ushort PreemptedFlag = 1 << 14;

    internal static SwitchRecord Create(int tid, ushort misc)
    {
        var isOut = (misc & OutFlag) != 0;
        return new SwitchRecord(tid, isOut, isOut && (misc & PreemptedFlag) != 0);
    }
}
