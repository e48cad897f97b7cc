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
    private readonly ConcurrentDictionary<string, Lazy<NativeImage>> _images = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<IDisposable> _owned = new();

    /// <param name="path">As in the recording's mapping; <c>[vdso]</c> is taken from this process's own memory.</param>
    /// <param name="buildId">As recorded, or null where the recording has none.</param>
    /// <param name="held">Gets what there is to say about the image instead of the common ones.</param>
    public NativeImage Open(string path, BuildId? buildId = null, DiagnosticBag? held = null) =>
        _images.GetOrAdd($"{buildId?.Hex}:{path}", _ => new(() => Load(path, buildId, held ?? diagnostics))).Value;

    public void Dispose()
    {
        _locator.Dispose();
        while (_owned.TryDequeue(out var owned))
        {
            owned.Dispose();
        }
    }

    private NativeImage Load(string path, BuildId? expected, DiagnosticBag messages)
    {
        var module = ModuleName(path);
        // Another file may have taken the place of a deleted one, which only a build id can exclude.
        var file = expected is null ? path : MappedPath.WithoutDeleted(path);
        var image = path == Vdso.Name ? Vdso.Open(messages) : OpenImage(file, messages);
        if (image is not null && expected is { } id && image.BuildId is { } actual && !id.Matches(actual))
        {
            messages.Warn(
                DiagnosticCodes.BuildIdMismatch,
                $"'{path}' had build id {id} when it was recorded, but now has {actual}, so its symbols are not used",
                "Create the report before the file is replaced, or pass a folder with the recorded file (--symbols).",
                path);
            image.Dispose();
            image = null;
        }

        var debug = image is not null ? _locator.Find(image, path, messages)
            : expected is { } wanted ? _locator.FindByBuildId(wanted, module, messages)
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
        else if (MiniDebugInfo.Read(layout, messages) is { } mini)
        {
            files.Add(mini);
        }

        var source = new ElfSource(module, files, options.Style, messages);
        _owned.Enqueue(source);
        return new NativeImage(module, source, layout, layoutIsDebugFile: image is null);
    }

    private static ElfFile? OpenImage(string path, DiagnosticBag messages)
    {
        if (!path.StartsWith('/'))
        {
            return null;
        }

        if (!RegularFile.Exists(path))
        {
            messages.Info(DiagnosticCodes.SymbolFileMissing, $"'{path}' no longer exists", "Pass a folder that contains it with --symbols.", path);
            return null;
        }

        try
        {
            return ElfFile.Open(path, messages);
        }
        catch (InputException e)
        {
            messages.Add(e.Diagnostic with { Severity = Severity.Warning });
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
