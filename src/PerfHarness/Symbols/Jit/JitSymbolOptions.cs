namespace PerfHarness.Symbols.Jit;

/// <summary>Where <see cref="ProcessJitSymbols"/> searches and what it trusts.</summary>
internal sealed record JitSymbolOptions
{
    /// <summary>Default: <see cref="JitSymbolFormat.Auto"/>.</summary>
    public JitSymbolFormat Format { get; init; } = JitSymbolFormat.Auto;

    /// <summary>Folders, in this order: the recording's own, the one that perf.data is in. The first that has a file gives it.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Look into <c>/tmp</c> after the folders. Right where the recording was made on this machine. Default: true.</summary>
    public bool SearchTemporaryFolder { get; init; } = true;

    /// <summary>If the process still runs, look into its own <c>/tmp</c> (<c>/proc/PID/root/tmp</c>), where it goes by the number that
    /// it has in its own PID namespace. Default: true.</summary>
    public bool SearchContainer { get; init; } = true;

    /// <summary>The jitdump's path as the recording's mappings have it, or null: writers map a page of it so that perf sees it.</summary>
    public string? JitDumpPath { get; init; }

    /// <summary>What the process has mapped, as far as the recording was read: its own files list code in there. By start.</summary>
    public IReadOnlyList<Mapping> Mappings { get; init; } = [];

    /// <summary>A time at which the process was running, or null: a live process that was started later only has its id.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>When the process was started, in nanoseconds of CLOCK_MONOTONIC; 0 where that is not known. No older jitdump is its own.</summary>
    public ulong StartTime { get; init; }

    /// <summary>Names of methods that were read before, of this and other processes: equal ones are kept once. Null for none.</summary>
    public HashSet<string>? Names { get; init; }

    /// <summary>Default: owned by root, by this process's user or, while the process runs, by its user.</summary>
    public JitFileTrustPolicy Trust { get; init; } = new();
}
