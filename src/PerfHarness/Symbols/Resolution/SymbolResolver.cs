using System.Collections.Concurrent;
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
/// processes and all runs of an import, and owner of all that it opened. Thread-safe. An image may be opened ahead
/// (<see cref="Prefetch"/>); nothing is seen of that before it is opened for its first user, in the order of the first users.
/// </summary>
internal sealed class SymbolResolver : IDisposable
{
    private readonly ConcurrentDictionary<Image, ResolvedImage> _images = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, ResolvedImage> _byBuild = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _unnamedReasons = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Image, Lazy<BundleSearch>> _bundles = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();
    private readonly NativeSymbols _native;
    private readonly ImagePrefetcher _prefetcher;
    private readonly IReadOnlyList<string> _folders;

    public SymbolResolver(NativeSymbolOptions options, DiagnosticBag diagnostics)
    {
        Diagnostics = diagnostics;
        _folders = options.Folders;
        _native = new NativeSymbols(options, diagnostics);
        // A server is asked only for what is needed.
        var threads = options.Servers.IsEmpty ? options.PrefetchThreads : 0;
        _prefetcher = new ImagePrefetcher(Load, threads, options.IncludeInlined);
        Kernel = new KernelSymbols(diagnostics);
        Sources = new ManagedSources(options.Folders, diagnostics);
        Methods = new ManagedMethods(Sources, diagnostics);
    }

    public KernelSymbols Kernel { get; }

    /// <summary>Where managed functions are written.</summary>
    public ManagedSources Sources { get; }

    /// <summary>What tells managed methods apart that a compiler made.</summary>
    public ManagedMethods Methods { get; }

    public DiagnosticBag Diagnostics { get; }

    /// <summary>Starts to open an image that will probably be needed, on another thread where there is one to spare.</summary>
    public void Prefetch(Image image) => _prefetcher.Prefetch(image);

    public ResolvedImage Open(Image image) => _images.TryGetValue(image, out var opened) ? opened : OpenFirst(image);

    /// <summary>The single-file application with compressed assemblies among what a process has mapped, or null.</summary>
    public BundleSource? FindCompressedBundle(IReadOnlyList<Mapping> mappings)
    {
        foreach (var mapping in mappings)
        {
            if (!mapping.Image.IsFile)
            {
                continue;
            }

            var search = FindBundle(mapping.Image);
            search.Diagnostics.Release();
            if (search.Bundle is { } bundle && bundle.Entries.Any(entry => entry.IsCompressed))
            {
                return Open(mapping.Image).Bundle;
            }
        }

        return null;
    }

    /// <summary>Why code of the module has no name, for the reports.</summary>
    public string GetUnnamedReason(string module) =>
        _unnamedReasons.GetValueOrDefault(module, "stripped: no symbol table, and no debug file was found");

    public void Dispose()
    {
        _prefetcher.Dispose();
        _native.Dispose();
        Methods.Dispose();
        Sources.Dispose();
    }

    private ResolvedImage OpenFirst(Image image)
    {
        // A file that was deleted since is still that of its path and build id.
        var key = $"{image.BuildId?.Hex}:{image.Path}";
        lock (_lock)
        {
            if (_byBuild.TryGetValue(key, out var known))
            {
                return _images.GetOrAdd(image, known);
            }
        }

        var loaded = _prefetcher.Get(image);
        lock (_lock)
        {
            if (!_byBuild.TryGetValue(key, out var opened))
            {
                opened = loaded.Image;
                _byBuild.Add(key, opened);
                Adopt(image, loaded);
            }

            return _images.GetOrAdd(image, opened);
        }
    }

    // What others see of an image, from when it is first used.
    private void Adopt(Image image, LoadedImage loaded)
    {
        loaded.Diagnostics.Release();
        loaded.BundleDiagnostics?.Release();
        if (loaded.ManagedReason is { } managedReason)
        {
            _unnamedReasons[image.Module] = managedReason;
        }

        if (loaded is { NativeReason: { } nativeReason, Native: { } native })
        {
            _unnamedReasons.TryAdd(native.Module, nativeReason);
        }

        if (loaded.IsAssembly)
        {
            Sources.AddAssembly(image.Path);
        }

        if (loaded.Image.Bundle is { } bundle)
        {
            Sources.AddBundle(image.Path, bundle.Entries);
        }
    }

    private LoadedImage Load(Image image)
    {
        var messages = Diagnostics.CreateHeld();
        return OpenManaged(image, messages, out var problem) ?? OpenNative(image, messages, problem);
    }

    private LoadedImage? OpenManaged(Image image, DiagnosticBag messages, out string? problem)
    {
        problem = null;
        if (!image.IsFile || image.IsDeleted || !IsPortableExecutable(image.Path))
        {
            return null;
        }

        try
        {
            if (ReadyToRunSource.Open(image.Path, messages, _folders) is not { } source)
            {
                return new LoadedImage(new ResolvedImage(new ModuleOnlySource(image.Module), offset => offset) { IsFound = true }, messages)
                {
                    ManagedReason = "the image has no precompiled code",
                };
            }

            return new LoadedImage(new ResolvedImage(source, source.GetAddress) { IsFound = true }, messages) { Owned = source, IsAssembly = true };
        }
        catch (InputException e)
        {
            messages.Add(e.Diagnostic with { Severity = Severity.Warning });
            problem = e.Diagnostic.Message;
            return null;
        }
    }

    private LoadedImage OpenNative(Image image, DiagnosticBag messages, string? managedReason)
    {
        // Without a build id only the path says that the file on disk is the one that was mapped; a deleted one is not.
        var path = image.IsDeleted ? image.Path + MappedPath.Deleted : image.Path;
        var native = _native.Open(path, image.BuildId, messages);
        var reason = native.IsFound ? null
            : image.IsDeleted ? "the file was deleted or replaced while it ran"
            : RegularFile.Exists(image.Path) ? "the file was replaced: it is not the recorded build"
            : "the file is missing: it was deleted, or is on another machine";

        ulong AddressOf(ulong offset) => native.TryGetAddress(offset, out var address) ? address : offset;
        if (native.IsFound && !image.IsDeleted && FindBundle(image) is { Bundle: { } bundle } search)
        {
            var source = new BundleSource(bundle, native.Source, AddressOf, messages, _folders);
            return new LoadedImage(new ResolvedImage(source, source.GetAddress, native.ReadUnwindTable) { IsFound = true }, messages)
            {
                Owned = source, BundleDiagnostics = search.Diagnostics, ManagedReason = managedReason,
            };
        }

        return new LoadedImage(new ResolvedImage(native.Source, AddressOf, native.ReadUnwindTable) { IsFound = native.IsFound }, messages)
        {
            ManagedReason = managedReason, NativeReason = reason, Native = native,
        };
    }

    private BundleSearch FindBundle(Image image) => _bundles.GetOrAdd(image, i => new Lazy<BundleSearch>(() => SearchBundle(i))).Value;

    // A single-file .NET application has its assemblies, and their precompiled code, after the host's own.
    private BundleSearch SearchBundle(Image image)
    {
        var messages = Diagnostics.CreateHeld();
        try
        {
            var hasFile = image.IsFile && !image.IsDeleted && RegularFile.Exists(image.Path);
            return new BundleSearch(hasFile ? Bundle.Open(image.Path, messages) : null, messages);
        }
        catch (InputException e)
        {
            messages.Add(e.Diagnostic with { Severity = Severity.Warning });
            return new BundleSearch(null, messages);
        }
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

    private sealed record BundleSearch(Bundle? Bundle, DiagnosticBag Diagnostics);
}
