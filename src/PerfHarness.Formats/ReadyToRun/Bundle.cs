using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.ReadyToRun;

/// <summary>A single-file application and the assemblies in it.</summary>
internal sealed class Bundle
{
    // The section table of a PE is in its first page.
    private const int HeadLength = 4096;

    private readonly Dictionary<string, int> _bySimpleName = new(StringComparer.OrdinalIgnoreCase);

    public Bundle(string path, IReadOnlyList<BundleEntry> entries)
    {
        (Path, Entries) = (path, entries);
        for (var i = 0; i < entries.Count; i++)
        {
            _bySimpleName.TryAdd(entries[i].SimpleName, i);
        }
    }

    public string Path { get; }

    public IReadOnlyList<BundleEntry> Entries { get; }

    /// <summary>Null where the file is not a single-file application, or has no assemblies.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static Bundle? Open(string path, DiagnosticBag diagnostics)
    {
        var entries = BundleManifest.Read(path, diagnostics);
        return entries.Count > 0 ? new Bundle(path, entries) : null;
    }

    public BundleEntry? Find(string simpleName) => _bySimpleName.TryGetValue(simpleName, out var index) ? Entries[index] : null;

    /// <summary>Where the code of the compressed assemblies lies once they are loaded: the index of each, and its layout. Decompresses a
    /// page of each; what is corrupt is left out, and is reported when it is opened.</summary>
    public IReadOnlyList<(int Entry, ImageLayout Layout)> ReadCompressedLayouts()
    {
        var layouts = new List<(int, ImageLayout)>();
        using var file = MappedFile.Open(Path);
        var head = new byte[HeadLength];
        for (var i = 0; i < Entries.Count; i++)
        {
            if (Entries[i].IsCompressed && ImageLayout.Read(head.AsSpan(0, TryReadHead(file, Entries[i], head))) is { } layout)
            {
                layouts.Add((i, layout));
            }
        }

        return layouts;
    }

    private static int TryReadHead(MappedFile file, in BundleEntry entry, byte[] head)
    {
        try
        {
            return DecompressedAssembly.Read(file, entry, head);
        }
        catch (InputException)
        {
            return 0;
        }
    }
}
