using PerfHarness.Symbols.Servers;

namespace PerfHarness.Symbols.Native;

/// <summary>Where symbols of native code are searched for, and in what form their names are shown.</summary>
internal sealed record NativeSymbolOptions
{
    public NativeNameStyle Style { get; init; } = NativeNameStyle.Full;

    /// <summary>Folders that are searched recursively by build id (<c>--symbols DIR</c>).</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Where distributions keep separate debug files.</summary>
    public string DebugFolder { get; init; } = "/usr/lib/debug";

    /// <summary>Servers that are queried for symbols that no file of this machine has. None by default.</summary>
    public SymbolServerOptions Servers { get; init; } = SymbolServerOptions.None;

    /// <summary>Threads that open images before they are needed; 0 for none.</summary>
    public int PrefetchThreads { get; init; }

    /// <summary>Calls that were inlined will be asked for.</summary>
    public bool IncludeInlined { get; init; } = true;
}
