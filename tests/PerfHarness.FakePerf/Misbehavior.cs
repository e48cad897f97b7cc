namespace PerfHarness.FakePerf;

internal enum Misbehavior
{
    None,

    /// <summary>perf 4.9, which cannot be controlled.</summary>
    Old,

    /// <summary>Ubuntu's script without the tools of the running kernel.</summary>
    NoPerfForThisKernel,

    /// <summary>perf_event_paranoid or seccomp forbids everything.</summary>
    Paranoid,

    /// <summary>Only user code may be sampled.</summary>
    NoKernel,

    /// <summary>Buffers of more than 4 pages are refused.</summary>
    LittleMemory,

    /// <summary>perf 5.10, which knows no build ids of mappings.</summary>
    NoBuildIds,

    /// <summary>The kernel has none.</summary>
    NoBuildIdsInKernel,

    /// <summary>Cycles can be counted, but not sampled.</summary>
    NoSampling,

    /// <summary>Dies as soon as it has attached.</summary>
    Crash,

    /// <summary>Ends at once without a word: twice, and then attaches.</summary>
    SilentTwice,

    /// <summary>The same, always.</summary>
    Silent,

    /// <summary>Never answers.</summary>
    HangAttaching,

    /// <summary>Ignores SIGINT and SIGTERM.</summary>
    HangStopping,

    /// <summary>Leaves half a file.</summary>
    Truncate,

    /// <summary>Leaves no file.</summary>
    NoFile,

    /// <summary>Says that it lost chunks.</summary>
    Lose,
}
