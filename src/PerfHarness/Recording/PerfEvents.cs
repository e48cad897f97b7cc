namespace PerfHarness.Recording;

/// <summary>The events that are recorded by default.</summary>
internal static class PerfEvents
{
    /// <summary>Samples CPU time by the kernel's own timer: works wherever perf does.</summary>
    public const string CpuClock = "cpu-clock";

    /// <summary>The processor's cycle counter.</summary>
    public const string Cycles = "cycles";
}
