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

    /// <summary>Default: owned by root, by this process's user or, while the process runs, by its user.</summary>
    public JitFileTrustPolicy Trust { get; init; } = new();
}
