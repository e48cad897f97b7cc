namespace PerfHarness.Analysis.Crossed;

/// <summary>What distinguishes the rows of <see cref="CrossedShares"/>; any of them together.</summary>
internal enum ShareKey
{
    /// <summary>A thread's command name.</summary>
    Command,

    Pid,

    Tid,

    /// <summary>The process under the name of the program that it ran last, or of most of its samples.</summary>
    Process,

    /// <summary>Command name, process and thread in one.</summary>
    Thread,

    Event,

    /// <summary>1-based number of the run.</summary>
    Run,

    /// <summary>Module and canonical name.</summary>
    Function,

    Module,

    /// <summary>Kind of code: native, kernel, JIT with its optimization level, ReadyToRun, stub, unknown.</summary>
    Kind,

    /// <summary>Optimization level of jitted code.</summary>
    Tier,

    /// <summary>The source file.</summary>
    File,

    /// <summary>Source file and line.</summary>
    Line,
}
