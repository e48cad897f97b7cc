using PerfHarness.Symbols.Servers;

namespace PerfHarness.Symbols.Native;

/// <summary>Where names of native code are looked for and how they are spelled.</summary>
internal sealed record NativeSymbolOptions
{
    public static readonly NativeSymbolOptions Default = new();

    public NativeNameStyle Style { get; init; } = NativeNameStyle.Full;

    /// <summary>Prefix of every path of the recorded process: a container's root, such as <c>/proc/PID/root</c>. Empty for our own.</summary>
    public string Root { get; init; } = "";

    /// <summary>Folders that are searched recursively by build id (<c>--symbols DIR</c>).</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Where distributions keep separate debug files.</summary>
    public string DebugFolder { get; init; } = "/usr/lib/debug";

    /// <summary>Servers that are asked where no file of this machine has the symbols. None by default.</summary>
    public SymbolServerOptions Servers { get; init; } = SymbolServerOptions.None;
}
