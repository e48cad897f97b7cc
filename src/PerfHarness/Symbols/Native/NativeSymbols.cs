using System.Collections.Concurrent;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Symbols.Native;

/// <summary>
/// Opens the images of a recording for names, once per (path, build id), from any thread. Owns what it opened: sources
/// are not to be used after <see cref="Dispose"/>.
/// </summary>
internal sealed class NativeSymbols(NativeSymbolOptions options, DiagnosticBag diagnostics) : IDisposable
{
    private const string Deleted = " (deleted)";

    private readonly DebugFileLocator _locator = new(options, diagnostics);
    private readonly ConcurrentDictionary<(string Path, string? Id), Lazy<NativeImage>> _images = new();
    private readonly ConcurrentBag<IDisposable> _owned = [];

    /// <param name="path">As in the recording's mapping; <c>[vdso]</c> is taken from this process's own memory.</param>
    /// <param name="buildId">As recorded, or null where the recording has none.</param>
    public NativeImage Open(string path, BuildId? buildId = null) =>
        _images.GetOrAdd((path, buildId?.Hex), static (key, about) => new(() => about.Self.Load(key.Path, about.buildId)), (Self: this, buildId)).Value;

    public void Dispose()
    {
        _locator.Dispose();
        while (_owned.TryTake(out var owned))
        {
            owned.Dispose();
        }
    }

    private NativeImage Load(string path, BuildId? wanted)
    {
        var module = ModuleName(path);
        // What the kernel appends to the path of a file that is gone: another file may stand there by now, so only a
        // build id can tell.
        var file = wanted is not null && path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path;
        var image = path == Vdso.Name ? Vdso.Open(diagnostics) : OpenImage(file);
        if (image is not null && wanted is { } id && image.BuildId is { } actual && !id.Matches(actual))
        {
            diagnostics.Warn(
                DiagnosticCodes.BuildIdMismatch,
                $"'{path}' was recorded with build id {id} and is now {actual}, so it is not used for names",
                "Report on the machine of the recording before the file is replaced, or name a folder that has the old file with --symbols.",
                path);
            image.Dispose();
            image = null;
        }

        var debug = image is not null ? _locator.Find(image, path)
            : wanted is { } known ? _locator.FindByBuildId(known, module)
            : null;
        if ((image ?? debug) is not { } layout)
        {
            return new NativeImage(module, new ModuleOnlySource(module), null);
        }

        var files = new List<ElfFile> { layout };
        if (image is not null && debug is not null)
        {
            files.Add(debug);
        }
        else if (MiniDebugInfo.Read(layout, diagnostics) is { } mini)
        {
            files.Add(mini);
        }

        var source = new ElfSource(module, files, options.Style, diagnostics);
        _owned.Add(source);
        return new NativeImage(module, source, layout, layoutIsDebugFile: image is null);
    }

    private ElfFile? OpenImage(string path)
    {
        foreach (var root in options.Root.Length == 0 ? [""] : new[] { options.Root, "" })
        {
            var full = Path.Join(root, path);
            if (!path.StartsWith('/') || !RegularFile.Exists(full))
            {
                continue;
            }

            try
            {
                return ElfFile.Open(full, diagnostics);
            }
            catch (InputException e)
            {
                diagnostics.Add(e.Diagnostic with { Severity = Severity.Warning });
                return null;
            }
        }

        if (path.StartsWith('/'))
        {
            diagnostics.Info(DiagnosticCodes.SymbolFileMissing, $"'{path}' is not there any more", "Name a folder that has it with --symbols.", path);
        }

        return null;
    }

    private static string ModuleName(string path)
    {
        var name = path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path;
        var slash = name.LastIndexOf('/');
        name = slash >= 0 && slash + 1 < name.Length ? name[(slash + 1)..] : name;
        return name.Length == 0 ? "[unknown]" : name;
    }
}
