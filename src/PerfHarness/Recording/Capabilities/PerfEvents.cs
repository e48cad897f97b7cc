namespace PerfHarness.Recording.Capabilities;

/// <summary>What is recorded by default.</summary>
internal static class PerfEvents
{
    /// <summary>Samples CPU time by the kernel's own timer: works wherever perf does.</summary>
    public const string CpuClock = "cpu-clock";

    /// <summary>The same while the CPU has something to do.</summary>
    public const string BusyCpuClock = "cpu-clock:I";

    /// <summary>The processor's cycle counter.</summary>
    public const string Cycles = "cycles";

    /// <summary>Samples per second and CPU. A prime near 1,000, so that samples are not synchronous with timers.</summary>
    public const int DefaultFrequency = 997;
}
