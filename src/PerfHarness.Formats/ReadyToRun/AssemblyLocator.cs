using System.Reflection.Metadata;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// Finds assemblies by simple name where the runtime would have found them: in the single-file application that the image is in,
/// next to the image, in other folders. Each is opened at most once and stays open until this is disposed. Thread-safe.
/// </summary>
/// <param name="bundle">The single-file application, or null.</param>
internal sealed class AssemblyLocator(IEnumerable<string> folders, DiagnosticBag diagnostics, Bundle? bundle = null) : IDisposable
{
    private readonly Dictionary<(string Name, Guid Mvid), (PeFile? File, MetadataModule Module)> _opened = [];
    private readonly Lock _lock = new();

    /// <param name="mvid">Of the build that is wanted: another has other methods in its rows. Empty where any will do.</param>
    internal MetadataModule Find(string simpleName, Guid mvid = default)
    {
        lock (_lock)
        {
            if (_opened.TryGetValue((simpleName, mvid), out var known))
            {
                return known.Module;
            }

            var opened = Open(simpleName, mvid);
            _opened.Add((simpleName, mvid), opened);
            return opened.Module;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var (file, _) in _opened.Values)
            {
                file?.Dispose();
            }

            _opened.Clear();
        }
    }

    private (PeFile? File, MetadataModule Module) Open(string simpleName, Guid mvid)
    {
        if (bundle?.Find(simpleName) is { } entry && TryOpen(bundle.Path, entry, simpleName, mvid) is { } bundled)
        {
            return bundled;
        }

        // The name comes from a file: it must not lead out of the folders.
        if (simpleName.Length is > 0 and < 256 && simpleName.AsSpan().IndexOfAny('/', '\\', '\0') < 0)
        {
            foreach (var folder in folders.Distinct(StringComparer.Ordinal))
            {
                var path = Path.Combine(folder, simpleName + ".dll");
                if (File.Exists(path) && TryOpen(path, null, simpleName, mvid) is { } found)
                {
                    return found;
                }
            }
        }

        diagnostics.Warn(
            DiagnosticCodes.SymbolFileMissing,
            $"the assembly '{simpleName}' that precompiled code refers to was not found"
                + (mvid == default ? " or has no metadata" : " in the build that it was compiled with, or has no metadata"),
            "Copy it next to the image that refers to it, or pass its folder with --symbols.");
        return (null, new MetadataModule(simpleName, null));
    }

    private (PeFile? File, MetadataModule Module)? TryOpen(string path, BundleEntry? entry, string simpleName, Guid mvid)
    {
        try
        {
            var file = PeFile.Open(path, entry);
            if (file.TryGetMetadata(diagnostics) is { } metadata && (mvid == default || ReadMvid(metadata) == mvid))
            {
                return (file, MetadataModule.From(metadata, simpleName));
            }

            file.Dispose();
        }
        catch (InputException e)
        {
            diagnostics.Add(e.Diagnostic with { Severity = Severity.Warning });
        }

        return null;
    }

    private static Guid? ReadMvid(MetadataReader metadata)
    {
        try
        {
            return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
        }
        catch (Exception e) when (MetadataErrors.IsCorruptMetadata(e))
        {
            return null;
        }
    }
}
