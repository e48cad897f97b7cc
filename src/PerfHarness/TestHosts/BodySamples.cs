namespace PerfHarness.TestHosts;

/// <summary>Which samples count when a process measures a part of itself.</summary>
public enum BodySamples
{
    /// <summary>Those of threads that ran the body, without what else the process does at the same time.</summary>
    BodyThreads,

    /// <summary>All, with the runtime's own threads: garbage collector, JIT compiler.</summary>
    Process,
}
