using System.Collections.Concurrent;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Symbols.Native;

/// <summary>
/// Opens the symbols of a recording's images, once per (path, build id), from any thread. Owns what it opened: sources
/// must not be used after <see cref="Dispose"/>.
/// </summary>
internal sealed class NativeSymbols(NativeSymbolOptions options, DiagnosticBag diagnostics) : IDisposable
{
    private readonly DebugFileLocator _locator = new(options, diagnostics);
    private readonly ConcurrentDictionary<(string Path, string? Id), Lazy<NativeImage>> _images = new();
    private readonly ConcurrentBag<IDisposable> _owned = [];

    /// <param name="path">As in the recording's mapping; <c>[vdso]</c> is taken from this process's own memory.</param>
    /// <param name="buildId">As recorded, or null where the recording has none.</param>
    public NativeImage Open(string path, BuildId? buildId = null) =>
        _images.GetOrAdd((path, buildId?.Hex), static (key, about) => new(() => about.Self.Load(key.Path, about.buildId)),
            (Self: this, buildId)).Value;

    public void Dispose()
    {
        _locator.Dispose();
        while (_owned.TryTake(out var owned))
        {
            owned.Dispose();
        }
    }

    private NativeImage Load(string path, BuildId? expected)
    {
        var module = ModuleName(path);
        // Another file may have taken the place of a deleted one, which only a build id can exclude.
        var file = expected is null ? path : MappedPath.WithoutDeleted(path);
        var image = path == Vdso.Name ? Vdso.Open(diagnostics) : OpenImage(file);
        if (image is not null && expected is { } id && image.BuildId is { } actual && !id.Matches(actual))
        {
            diagnostics.Warn(
                DiagnosticCodes.BuildIdMismatch,
                $"'{path}' had build id {id} when it was recorded, but now has {actual}, so its symbols are not used",
                "Create the report before the file is replaced, or pass a folder with the recorded file (--symbols).",
                path);
            image.Dispose();
            image = null;
        }

        var debug = image is not null ? _locator.Find(image, path)
            : expected is { } wanted ? _locator.FindByBuildId(wanted, module)
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
        if (!path.StartsWith('/'))
        {
            return null;
        }

        if (!RegularFile.Exists(path))
        {
            diagnostics.Info(DiagnosticCodes.SymbolFileMissing, $"'{path}' no longer exists", "Pass a folder that contains it with --symbols.", path);
            return null;
        }

        try
        {
            return ElfFile.Open(path, diagnostics);
        }
        catch (InputException e)
        {
            diagnostics.Add(e.Diagnostic with { Severity = Severity.Warning });
            return null;
        }
    }

    private static string ModuleName(string path)
    {
        var name = MappedPath.WithoutDeleted(path);
        var slash = name.LastIndexOf('/');
        name = slash >= 0 && slash + 1 < name.Length ? name[(slash + 1)..] : name;
        return name.Length == 0 ? "[unknown]" : name;
    }
}
