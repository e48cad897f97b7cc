namespace PerfHarness.Symbols.Jit;

/// <summary>Which of a runtime's files name its JIT code.</summary>
internal enum JitSymbolFormat
{
    /// <summary>Both: the jitdump where it has a method, because it knows times; else the perf map.</summary>
    Auto,

    /// <summary>Only <c>perf-PID.map</c>.</summary>
    PerfMap,

    /// <summary>Only <c>jit-PID.dump</c>.</summary>
    JitDump,
}
