using PerfHarness.Symbols.Jit;
using PerfHarness.Symbols.Native;
using PerfHarness.Symbols.Servers;

namespace PerfHarness.Import;

/// <summary>How an input becomes a profile.</summary>
public sealed record ImportOptions
{
    /// <summary>Keep each sample's time (for time windows and timelines); otherwise equal samples are summed.</summary>
    public bool KeepTimes { get; init; }

    /// <summary>Keep the address of every frame (for annotate and <c>--addrs</c>); otherwise a function's addresses are one frame.</summary>
    public bool KeepAddresses { get; init; }

    /// <summary>Show calls that a native compiler inlined as frames of their own, where debug information has them. Default: true.</summary>
    public bool IncludeInlined { get; init; } = true;

    /// <summary>Look up where managed functions are defined, in their PDBs. Default: true.</summary>
    public bool ResolveSources { get; init; } = true;

    /// <summary>Keep each frame's source line (<c>--srcline</c>).</summary>
    public bool KeepLines { get; init; }

    /// <summary>Keep which code every frame ran in, for listings of instructions; needs <see cref="KeepAddresses"/>.</summary>
    internal bool KeepCode { get; init; }

    /// <summary>Folders that are searched for perf maps and jitdumps, before the file's own folder and the system's temporary one.</summary>
    public IReadOnlyList<string> JitFolders { get; init; } = [];

    /// <summary>Perf map, jitdump or both. Default: both, the jitdump first where it has methods.</summary>
    internal JitSymbolFormat JitSymbolFormat { get; init; } = JitSymbolFormat.Auto;

    /// <summary>Look into the temporary folder for perf maps of the recorded processes. Default: true; off for a recording
    /// that was made with a folder of its own, where a map of that name in the temporary folder is another process's.</summary>
    public bool SearchTemporaryFolder { get; init; } = true;

    /// <summary>In what form C++ and Rust names are shown. Default: in full, which is what baselines compare.</summary>
    internal NativeNameStyle NativeNameStyle { get; init; } = NativeNameStyle.Full;

    /// <summary>Servers that are queried for symbols that this machine does not have. Default: none.</summary>
    internal SymbolServerOptions SymbolServers { get; init; } = SymbolServerOptions.None;

    /// <summary>Folders that are searched for debug files, PDBs and images.</summary>
    public IReadOnlyList<string> SymbolFolders { get; init; } = [];

    /// <summary>Ids of the threads to keep, or null for all. Looked at when a recording is imported, which may be before the next is.</summary>
    public IReadOnlySet<int>? Tids { get; init; }

    /// <summary>Keep only samples with a frame of this module on the stack; null for all.</summary>
    public string? ModuleFilter { get; init; }

    /// <summary>Threads that read the input; 0 for as many as there are processors for this process. The profile does not depend on it.</summary>
    internal int Threads { get; init; }

    /// <summary><see cref="Threads"/>, at least 1.</summary>
    internal int ThreadCount => Threads > 0 ? Threads : Environment.ProcessorCount;

    /// <summary>Words of the profiled command: DLLs among them are in the program's folder. For recordings that do not have
    /// the command themselves.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
}
