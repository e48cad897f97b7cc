using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>
/// Finds assemblies by simple name where the runtime would have found them: in the single-file application that the image is in,
/// next to the image, in other folders. Each is opened at most once and stays open until this is disposed. Thread-safe.
/// </summary>
/// <param name="folders">Read anew for every assembly: a recording's folders become known little by little.</param>
/// <param name="bundle">The single-file application, or null.</param>
internal sealed class AssemblyLocator(IEnumerable<string> folders, DiagnosticBag diagnostics, Bundle? bundle = null) : IDisposable
{
    private const int MaxOpen = 1024;
    private readonly Dictionary<string, (PeFile? File, MetadataModule Module)> _opened = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();

    internal MetadataModule Find(string simpleName)
    {
        lock (_lock)
        {
            if (_opened.TryGetValue(simpleName, out var known))
            {
                return known.Module;
            }

            if (_opened.Count >= MaxOpen)
            {
                return new MetadataModule(simpleName, null);
            }

            var opened = Open(simpleName);
            _opened.Add(simpleName, opened);
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

    private (PeFile? File, MetadataModule Module) Open(string simpleName)
    {
        if (bundle?.Find(simpleName) is { } entry && TryOpen(bundle.Path, entry, simpleName) is { } bundled)
        {
            return bundled;
        }

        // The name comes from a file: it must not lead out of the folders.
        if (simpleName.Length is > 0 and < 256 && simpleName.AsSpan().IndexOfAny('/', '\\', '\0') < 0)
        {
            foreach (var folder in folders.Distinct(StringComparer.Ordinal))
            {
                var path = Path.Combine(folder, simpleName + ".dll");
                if (File.Exists(path) && TryOpen(path, null, simpleName) is { } found)
                {
                    return found;
                }
            }
        }

        diagnostics.Warn(
            DiagnosticCodes.SymbolFileMissing,
            $"the assembly '{simpleName}' that precompiled code refers to was not found or has no metadata",
            "Copy it next to the image that refers to it, or pass its folder with --symbols.");
        return (null, new MetadataModule(simpleName, null));
    }

    private (PeFile? File, MetadataModule Module)? TryOpen(string path, BundleEntry? entry, string simpleName)
    {
        try
        {
            var file = PeFile.Open(path, entry);
            if (file.TryGetMetadata(diagnostics) is { } metadata)
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
}
