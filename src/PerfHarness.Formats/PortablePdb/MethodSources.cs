using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.PortablePdb;

/// <summary>File and line of an assembly's methods, by their runtime names. Thread-safe.</summary>
internal sealed class MethodSources : IDisposable
{
    private readonly PeFile _pe;
    private readonly PdbFile _pdb;
    private readonly RuntimeNameIndex _names;
    private readonly MethodPositionTable _positions;

    private MethodSources(PeFile pe, PdbFile pdb, RuntimeNameIndex names, MethodPositionTable positions) =>
        (_pe, _pdb, _names, _positions) = (pe, pdb, names, positions);

    /// <summary>Null where the assembly has no PDB, which is not an error.</summary>
    /// <exception cref="InputException">The assembly cannot be opened or is not a PE file.</exception>
    public static MethodSources? Open(string assemblyPath, SymbolFolders folders, DiagnosticBag diagnostics, BundleEntry? entry = null)
    {
        var pe = PeFile.Open(assemblyPath, entry);
        PdbFile? pdb = null;
        if (pe.TryGetMetadata(diagnostics) is { } metadata && (pdb = PdbFile.Find(pe, folders, diagnostics)) is not null)
        {
            return new MethodSources(
                pe, pdb, new RuntimeNameIndex(metadata, assemblyPath, diagnostics), new MethodPositionTable(metadata, pdb, diagnostics));
        }

        pe.Dispose();
        return null;
    }

    /// <summary>Path of the PDB; the assembly's own where it is embedded.</summary>
    public string PdbPath => _pdb.Path;

    /// <param name="runtimeName">Such as <c>instance void [app] W+&lt;Work&gt;d__0::MoveNext()</c>, with or without a tier.</param>
    public MethodPosition? Find(string runtimeName) =>
        RuntimeNameParts.Parse(runtimeName) is { } name && _names.Find(name) is { IsNil: false } method ? _positions.Find(method) : null;

    public void Dispose()
    {
        _pdb.Dispose();
        _pe.Dispose();
    }
}
