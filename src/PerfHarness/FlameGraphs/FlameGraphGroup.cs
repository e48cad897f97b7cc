namespace PerfHarness.FlameGraphs;

/// <summary>What is added as a frame below the root of every stack.</summary>
internal enum FlameGraphGroup
{
    /// <summary>The thread's command name, as stackcollapse-perf.pl has it.</summary>
    Command,

    Process,

    Thread,

    Run,

    None,
}
