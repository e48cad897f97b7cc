using PerfHarness.Profiles;

namespace PerfHarness.Symbols;

/// <summary>What a symbol source knows about an address: the function that covers it.</summary>
/// <param name="Start">First address of the function, in the source's address space (see <see cref="ISymbolSource"/>).</param>
/// <param name="Size">Bytes, at least 1.</param>
/// <param name="Name">Module and canonical name.</param>
/// <param name="Named">False where the name only says where the code is (<c>libcoreclr.so!0x4af1c0</c>, <c>[libfoo.so]</c>).</param>
internal sealed record Symbol(
    ulong Start,
    ulong Size,
    FunctionName Name,
    FrameKind Kind,
    CodeTier Tier = CodeTier.None,
    bool Named = true)
{
    /// <summary>Where the function is defined, where debug information says so.</summary>
    public SourcePosition? Source { get; init; }

    /// <summary>Of one that is not named: why, where the source knows better than its module would say.</summary>
    public string? UnnamedReason { get; init; }

    /// <summary>For a .NET method its name in the runtime's format, by which its PDB is searched; null otherwise.</summary>
    public string? RuntimeName { get; init; }
}
