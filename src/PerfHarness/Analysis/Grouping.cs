namespace PerfHarness.Analysis;

/// <summary>What a row of <see cref="SelfShares"/> stands for.</summary>
internal enum Grouping
{
    /// <summary>One row a (module, canonical name).</summary>
    Function,

    Module,

    /// <summary>One row a thread and command name.</summary>
    Thread,

    /// <summary>One row a process, under the command name of most of its samples.</summary>
    Process,

    /// <summary>One row a sort of code: JIT by tier, ReadyToRun, native, kernel, stub, unknown.</summary>
    Kind,
}
