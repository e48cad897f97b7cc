using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Symbols.Kernel;
using PerfHarness.Symbols.Managed;
using PerfHarness.Symbols.Native;

namespace PerfHarness.Symbols.Resolution;

/// <summary>
/// Opens the symbols of images once each, by what the file is: ELF, or a managed image with precompiled code. Shared by all
/// processes and all runs of an import, and owner of all that it opened.
/// </summary>
internal sealed class SymbolResolver : IDisposable
{
    private readonly Dictionary<(string Path, BuildId? Id), ResolvedImage> _images = [];
    private readonly Dictionary<string, string> _unnamedReasons = [];
    private readonly Dictionary<Image, Bundle?> _bundles = [];
    private readonly List<IDisposable> _owned = [];
    private readonly NativeSymbols _native;
    private readonly IReadOnlyList<string> _folders;

    public SymbolResolver(NativeSymbolOptions options, DiagnosticBag diagnostics)
    {
        Diagnostics = diagnostics;
        _folders = options.Folders;
        _native = new NativeSymbols(options, diagnostics);
        Kernel = new KernelSymbols(diagnostics);
        Sources = new ManagedSources(options.Folders, diagnostics);
        Methods = new ManagedMethods(Sources, diagnostics);
        _owned.Add(_native);
        _owned.Add(Methods);
        _owned.Add(Sources);
    }

    public KernelSymbols Kernel { get; }

    /// <summary>Where managed functions are written.</summary>
    public ManagedSources Sources { get; }

    /// <summary>What tells managed methods apart that a compiler made.</summary>
    public ManagedMethods Methods { get; }

    public DiagnosticBag Diagnostics { get; }

    public ResolvedImage Open(Image image)
    {
        if (!_images.TryGetValue((image.Path, image.BuildId), out var opened))
        {
            opened = OpenManaged(image) ?? OpenNative(image);
            _images.Add((image.Path, image.BuildId), opened);
        }

        return opened;
    }

    /// <summary>The single-file application with compressed assemblies among what a process has mapped, or null.</summary>
    public BundleSource? FindCompressedBundle(IReadOnlyList<Mapping> mappings)
    {
        foreach (var mapping in mappings)
        {
            if (mapping.Image.IsFile && FindBundle(mapping.Image) is { } bundle && bundle.Entries.Any(entry => entry.IsCompressed))
            {
                return Open(mapping.Image).Bundle;
            }
        }

        return null;
    }

    /// <summary>Why code of the module has no name, for the reports.</summary>
    public string GetUnnamedReason(string module) =>
        _unnamedReasons.GetValueOrDefault(module, "stripped: no symbol table, and no debug file was found");

    public void Dispose() => _owned.ForEach(o => o.Dispose());

    private ResolvedImage? OpenManaged(Image image)
    {
        if (!image.IsFile || image.IsDeleted || !IsPortableExecutable(image.Path))
        {
            return null;
        }

        try
        {
            if (ReadyToRunSource.Open(image.Path, Diagnostics, _folders) is not { } source)
            {
                _unnamedReasons[image.Module] = "the image has no precompiled code";
                return new ResolvedImage(new ModuleOnlySource(image.Module), offset => offset) { IsFound = true };
            }

            _owned.Add(source);
            Sources.AddAssembly(image.Path);
            return new ResolvedImage(source, source.GetAddress) { IsFound = true };
        }
        catch (InputException e)
        {
            Diagnostics.Add(e.Diagnostic with { Severity = Severity.Warning });
            _unnamedReasons[image.Module] = e.Diagnostic.Message;
            return null;
        }
    }

    private ResolvedImage OpenNative(Image image)
    {
        // Without a build id only the path says that the file on disk is the one that was mapped; a deleted one is not.
        var path = image.IsDeleted ? image.Path + MappedPath.Deleted : image.Path;
        var native = _native.Open(path, image.BuildId);
        if (!native.IsFound)
        {
            _unnamedReasons.TryAdd(native.Module,
                image.IsDeleted ? "the file was deleted or replaced while it ran"
                    : RegularFile.Exists(image.Path) ? "the file was replaced: it is not the recorded build"
                    : "the file is missing: it was deleted, or is on another machine");
        }

        ulong AddressOf(ulong offset) => native.TryGetAddress(offset, out var address) ? address : offset;
        if (native.IsFound && !image.IsDeleted && TryOpenBundle(image, native.Source, AddressOf) is { } bundle)
        {
            _owned.Add(bundle);
            Sources.AddBundle(image.Path, bundle.Entries);
            return new ResolvedImage(bundle, bundle.GetAddress, native.ReadUnwindTable) { IsFound = true };
        }

        return new ResolvedImage(native.Source, AddressOf, native.ReadUnwindTable) { IsFound = native.IsFound };
    }

    // A single-file .NET application has its assemblies, and their precompiled code, after the host's own.
    private BundleSource? TryOpenBundle(Image image, ISymbolSource host, Func<ulong, ulong> addressOf) =>
        FindBundle(image) is { } bundle ? new BundleSource(bundle, host, addressOf, Diagnostics, _folders) : null;

    private Bundle? FindBundle(Image image)
    {
        if (_bundles.TryGetValue(image, out var bundle))
        {
            return bundle;
        }

        try
        {
            bundle = image.IsFile && !image.IsDeleted && RegularFile.Exists(image.Path) ? Bundle.Open(image.Path, Diagnostics) : null;
        }
        catch (InputException e)
        {
            Diagnostics.Add(e.Diagnostic with { Severity = Severity.Warning });
        }

        _bundles.Add(image, bundle);
        return bundle;
    }

    private static bool IsPortableExecutable(string path)
    {
        if (!RegularFile.Exists(path))
        {
            return false;
        }

        try
        {
            using var handle = File.OpenHandle(path);
            Span<byte> head = stackalloc byte[2];
            return RandomAccess.Read(handle, head, 0) == 2 && head.SequenceEqual("MZ"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // the ELF reader meets the same obstacle and reports it
        }
    }
}
