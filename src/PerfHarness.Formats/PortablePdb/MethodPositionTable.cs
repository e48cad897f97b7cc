using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;

namespace PerfHarness.Formats.PortablePdb;

/// <summary>
/// From a method to the first line of the source method. An async or iterator method has none of its own: the
/// compiler moved its body to MoveNext of a generated type, and the PDB says which belongs to which.
/// <code>
/// W.Work           ──(StateMachineMethod, backwards)──► &lt;Work&gt;d__0.MoveNext ──► line of Work
/// &lt;Work&gt;d__0.Dispose ──(same type)──────────────────► &lt;Work&gt;d__0.MoveNext ──► line of Work
/// </code>
/// </summary>
internal sealed class MethodPositionTable(MetadataReader metadata, PdbFile pdb, DiagnosticBag diagnostics)
{
    private readonly Lock _lock = new();
    private Dictionary<MethodDefinitionHandle, MethodDefinitionHandle>? _bodies;

    public MethodPosition? Find(MethodDefinitionHandle method)
    {
        try
        {
            return FindOwnPosition(method)
                ?? (GetBodies().TryGetValue(method, out var body) ? FindOwnPosition(body) : null)
                ?? (FindMoveNext(method) is { IsNil: false } moveNext ? FindOwnPosition(moveNext) : null);
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            diagnostics.Warn(DiagnosticCodes.CorruptPdb, $"the sequence points of a method in '{pdb.Path}' are corrupt: {e.Message}", file: pdb.Path);
            return null;
        }
    }

    private MethodPosition? FindOwnPosition(MethodDefinitionHandle method)
    {
        if (MetadataTokens.GetRowNumber(method) > pdb.Metadata.MethodDebugInformation.Count)
        {
            return null;
        }

        foreach (var point in pdb.Metadata.GetMethodDebugInformation(method).GetSequencePoints())
        {
            if (!point.IsHidden && !point.Document.IsNil)
            {
                var file = pdb.Metadata.GetString(pdb.Metadata.GetDocument(point.Document).Name);
                return new MethodPosition(file, point.StartLine, point.StartColumn);
            }
        }

        return null;
    }

    private MethodDefinitionHandle FindMoveNext(MethodDefinitionHandle method)
    {
        var type = metadata.GetTypeDefinition(metadata.GetMethodDefinition(method).GetDeclaringType());
        if (!metadata.GetString(type.Name).StartsWith('<'))
        {
            return default;
        }

        return type.GetMethods().FirstOrDefault(m => metadata.StringComparer.Equals(metadata.GetMethodDefinition(m).Name, "MoveNext"));
    }

    private Dictionary<MethodDefinitionHandle, MethodDefinitionHandle> GetBodies()
    {
        lock (_lock)
        {
            if (_bodies is null)
            {
                var bodies = new Dictionary<MethodDefinitionHandle, MethodDefinitionHandle>();
                foreach (var handle in pdb.Metadata.MethodDebugInformation)
                {
                    var kickoff = pdb.Metadata.GetMethodDebugInformation(handle).GetStateMachineKickoffMethod();
                    if (!kickoff.IsNil)
                    {
                        bodies.TryAdd(kickoff, handle.ToDefinitionHandle());
                    }
                }

                _bodies = bodies;
            }

            return _bodies;
        }
    }
}
