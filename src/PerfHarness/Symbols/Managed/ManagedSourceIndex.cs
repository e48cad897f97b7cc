using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PortablePdb;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Managed;

/// <summary>
/// Where the methods of one assembly are written, from its portable PDB: embedded, next to the DLL, or in a symbol folder.
/// Async, iterator and lambda bodies give the source method or lambda. Thread-safe; results are not kept, since each
/// function is looked up once.
/// </summary>
internal sealed class ManagedSourceIndex : IDisposable
{
    private readonly MethodSources? _sources;

    private ManagedSourceIndex(MethodSources? sources) => _sources = sources;

    /// <param name="folders">Shared by many assemblies, so that they are listed once.</param>
    public static ManagedSourceIndex Open(string dllPath, SymbolFolders folders, DiagnosticBag diagnostics, BundleEntry? entry = null)
    {
        try
        {
            return new ManagedSourceIndex(MethodSources.Open(dllPath, folders, diagnostics, entry));
        }
        catch (InputException e)
        {
            diagnostics.Add(e.Diagnostic with { Severity = Severity.Warning });
            return new ManagedSourceIndex(null);
        }
    }

    /// <summary>The first line of the method's body, or null.</summary>
    /// <param name="runtimeName">As in perf maps and jitdumps, and <see cref="Symbol.RuntimeName"/>, with or without a tier.</param>
    public SourcePosition? Find(string runtimeName) =>
        _sources?.Find(runtimeName) is { } found ? new SourcePosition(found.File, found.Line, found.Column) : null;

    public void Dispose() => _sources?.Dispose();
}
