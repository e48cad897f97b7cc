using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;
using PerfHarness.Symbols.Servers;

namespace PerfHarness.Symbols.Native;

/// <summary>
/// Finds the separate debug file of an image: by build id under the debug folder (<c>.build-id/ab/cdef.debug</c>) and in
/// the symbol folders, then by .gnu_debuglink next to the image, in <c>.debug/</c> and under the debug folder; at last from
/// a server. A file with another build id (or, where there is none, with another CRC than the link gives) is not used.
/// </summary>
internal sealed class DebugFileLocator(NativeSymbolOptions options, DiagnosticBag diagnostics) : IDisposable
{
    private readonly Lazy<SymbolServer> _server = new(() => new SymbolServer(options.Servers, diagnostics));
    private readonly Lazy<SymbolFolderIndex> _folders = new(() => SymbolFolderIndex.Build(options.Folders));

    /// <summary>An image or debug file of the build id from this machine or a server, or null.</summary>
    /// <param name="held">Gets what there is to say about files instead of the common ones.</param>
    public ElfFile? FindByBuildId(BuildId id, string module, DiagnosticBag? held = null) =>
        FindLocal(id, held ?? diagnostics) ?? Fetch(id, module, held ?? diagnostics);

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }

    private ElfFile? Fetch(BuildId id, string module, DiagnosticBag messages) =>
        _server.Value.Find(id, module) is { } path ? TryOpen(path, id, null, messages) : null;

    private ElfFile? FindLocal(BuildId id, DiagnosticBag messages)
    {
        var relative = id.Hex.Length > 2 ? $".build-id/{id.Hex[..2]}/{id.Hex[2..]}.debug" : null;
        if (relative is not null && TryOpen(Path.Join(options.DebugFolder, relative), id, null, messages) is { } stored)
        {
            return stored;
        }

        foreach (var path in _folders.Value.Find(id))
        {
            if (TryOpen(path, id, null, messages) is { } file)
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>The debug file of the image, or null.</summary>
    /// <param name="path">Where the recorded process saw the image.</param>
    /// <inheritdoc cref="FindByBuildId" path="/param[@name='held']"/>
    public ElfFile? Find(ElfFile image, string path, DiagnosticBag? held = null)
    {
        var messages = held ?? diagnostics;
        if (image.BuildId is { } id && FindLocal(id, messages) is { } byId)
        {
            return byId;
        }

        return FindByLink(image, path, messages)
            ?? (image.BuildId is { } wanted && image.FindSection(".debug_info") is null ? Fetch(wanted, Path.GetFileName(path), messages) : null);
    }

    private ElfFile? FindByLink(ElfFile image, string path, DiagnosticBag messages)
    {
        if (DebugLink.Read(image) is not { } link)
        {
            return null;
        }

        var folder = Path.GetDirectoryName(path) ?? "";
        string[] candidates =
        [
            Path.Join(folder, link.FileName),
            Path.Join(folder, ".debug", link.FileName),
            Path.Join(options.DebugFolder, folder, link.FileName),
        ];
        foreach (var candidate in candidates)
        {
            if (candidate != image.Path && TryOpen(candidate, image.BuildId, link, messages) is { } file)
            {
                return file;
            }
        }

        return null;
    }

    private static ElfFile? TryOpen(string path, BuildId? id, DebugLink? link, DiagnosticBag messages)
    {
        if (!RegularFile.Exists(path))
        {
            return null;
        }

        ElfFile? file = null;
        try
        {
            file = ElfFile.Open(path, messages);
            if (IsMatch(file, id, link))
            {
                return file;
            }

            messages.Info(DiagnosticCodes.BuildIdMismatch, $"'{path}' is from a different build and is not used", null, path);
        }
        catch (InputException e)
        {
            messages.Add(e.Diagnostic with { Severity = Severity.Warning });
        }

        file?.Dispose();
        return null;
    }

    private static bool IsMatch(ElfFile file, BuildId? id, DebugLink? link) => (id, file.BuildId) switch
    {
        ({ } wanted, { } actual) => wanted.Matches(actual),
        _ => link is not null && link.Matches(file),
    };
}
