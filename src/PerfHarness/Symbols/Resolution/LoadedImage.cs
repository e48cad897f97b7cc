using PerfHarness.Formats.Diagnostics;
using PerfHarness.Symbols.Native;

namespace PerfHarness.Symbols.Resolution;

/// <summary>An image that was opened, with what others learn of it once it is used.</summary>
/// <param name="Diagnostics">Holds what there is to say about it.</param>
internal sealed record LoadedImage(ResolvedImage Image, DiagnosticBag Diagnostics)
{
    /// <summary>Holds what there is to say about the single-file application that it is.</summary>
    public DiagnosticBag? BundleDiagnostics { get; init; }

    /// <summary>Why its managed code has no names; counts more than why its native code has none.</summary>
    public string? ManagedReason { get; init; }

    /// <summary>Why its native code has no names.</summary>
    public string? NativeReason { get; init; }

    /// <summary>Null for an assembly.</summary>
    public NativeImage? Native { get; init; }

    public bool IsAssembly { get; init; }

    /// <summary>What has to be disposed, besides native files.</summary>
    public IDisposable? Owned { get; init; }
}
