namespace PerfHarness.FlameGraphs;

/// <summary>What a box of a flame graph represents; determines its hue in the default palette.</summary>
internal enum FlameGraphKind : byte
{
    /// <summary>A named frame, if the input does not show where it ran.</summary>
    Other,
    Native,
    Kernel,
    Jit,
    ReadyToRun,
    Stub,

    /// <summary>Inlined into its caller, whatever kind of code that is.</summary>
    Inlined,

    /// <summary>Code that neither a mapping nor a symbol accounts for.</summary>
    Unknown,

    /// <summary>Not code: the time that a thread was off the CPUs.</summary>
    OffCpu,

    /// <summary>Not code: the whole graph, a process, a thread.</summary>
    Root,
}
