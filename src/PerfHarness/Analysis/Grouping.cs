namespace PerfHarness.Analysis;

/// <summary>What a row of <see cref="SelfShares"/> represents.</summary>
internal enum Grouping
{
    /// <summary>One row per (module, canonical name).</summary>
    Function,

    Module,

    /// <summary>One row per thread and command name.</summary>
    Thread,

    /// <summary>One row per process, under the command name of most of its samples.</summary>
    Process,

    /// <summary>One row per kind of code: JIT by tier, ReadyToRun, native, kernel, stub, unknown.</summary>
    Kind,
}
