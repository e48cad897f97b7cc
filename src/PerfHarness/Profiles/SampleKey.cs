namespace PerfHarness.Profiles;

/// <summary>Thread, event and run of a sample in one number: <c>thread (32 bits) | event (16) | run (16)</c>.</summary>
internal static class SampleKey
{
    public static ulong Pack(ThreadId thread, EventId @event, RunId run) =>
        ((ulong)(uint)thread.Index << 32) | ((ulong)checked((ushort)@event.Index) << 16) | checked((ushort)run.Index);

    public static (ThreadId Thread, EventId Event, RunId Run) Unpack(ulong key) =>
        (new ThreadId((int)(key >> 32)), new EventId((ushort)(key >> 16)), new RunId((ushort)key));
}
