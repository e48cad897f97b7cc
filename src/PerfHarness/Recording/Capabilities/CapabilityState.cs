namespace PerfHarness.Recording.Capabilities;

internal enum CapabilityState
{
    Ok,

    /// <summary>Profiling works, with less than there could be.</summary>
    Limited,

    /// <summary>Profiling does not work.</summary>
    Impossible,
}
