using System.IO.Compression;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Profiles;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Native;
using PerfHarness.Symbols.Resolution;

namespace PerfHarness.Import;

/// <summary>Reads inputs of any known format into one profile, each as a run of its own. Symbols opened for one run serve the next.</summary>
public sealed class ProfileImporter : IDisposable
{
    /// <summary>The path that means standard input.</summary>
    public const string StandardInput = "-";

    private readonly ImportOptions _options;
    private readonly ProfileBuilder _builder;
    private SymbolResolver? _symbols;

    internal ProfileImporter(ImportOptions options)
    {
        _options = options;
        _builder = new ProfileBuilder(options.KeepTimes);
    }

    // Text has its names already.
    private SymbolResolver Symbols => _symbols ??= new SymbolResolver(
        new NativeSymbolOptions
        {
            Folders = _options.SymbolFolders, Style = _options.NativeNameStyle, Servers = _options.SymbolServers,
            PrefetchThreads = _options.ThreadCount - 1, IncludeInlined = _options.IncludeInlined,
        },
        _builder.Diagnostics);

    /// <summary>Reads one input: perf.data, the text of <c>perf script</c>, folded stacks or pprof, recognized by its content.</summary>
    /// <param name="path">A file, or <see cref="StandardInput"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The profile; what was corrupt is in its <see cref="Profile.Diagnostics"/>.</returns>
    /// <exception cref="PerfHarnessException">The input cannot be read, is of no known format, or has nothing usable in it.</exception>
    public static Profile Load(string path, ImportOptions? options = null) => Load([path], options);

    /// <summary>Reads several recordings of the same program, each as a run of its own: what the gate measures noise from.</summary>
    /// <param name="paths">Files, or <see cref="StandardInput"/>, in the order of the runs.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <inheritdoc cref="Load(string, ImportOptions?)" path="/returns|/exception"/>
    public static Profile Load(IEnumerable<string> paths, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        using var importer = new ProfileImporter(options ?? new ImportOptions());
        foreach (var path in paths)
        {
            importer.Add(path);
        }

        return importer.Build();
    }

    /// <summary>Adds a file, or <see cref="StandardInput"/>, as a run. Its format is recognized by its content.</summary>
    /// <param name="run">What is known of the run besides the file.</param>
    /// <exception cref="InputException">The file is of no known format, or nothing of it can be read.</exception>
    internal RunId Add(string path, RunInfo? run = null) => Add(path, run, []);

    /// <param name="jitFolders">Folders with this run's own perf maps and jitdumps, before those of the options.</param>
    /// <param name="threads">That read it; 0 for as many as the options say.</param>
    internal RunId Add(string path, RunInfo? run, IReadOnlyList<string> jitFolders, int threads = 0)
    {
        var options = jitFolders.Count == 0 ? _options : _options with { JitFolders = [.. jitFolders, .. _options.JitFolders] };
        options = threads == 0 ? options : options with { Threads = threads };
        var label = path == StandardInput ? "standard input" : path;
        using var stream = Open(path);
        try
        {
            var format = InputDetector.Detect(stream, out var complete, out var gzipped);
            if (format == InputFormat.PerfData)
            {
                // A file is mapped in place; a stream or a compressed file is spooled.
                var file = stream is FileStream { CanSeek: true } && !gzipped
                    ? MappedFile.Open(path)
                    : SpoolFile.MapStream(OpenDecompressed(complete, gzipped), label);
                run ??= (path == StandardInput ? null : RunInfoFile.TryRead(path + PerfDataImporter.MapsExtension)) ?? new RunInfo();
                return PerfDataImporter.Import(file, run, _builder, options, Symbols, Code);
            }

            return format switch
            {
                InputFormat.PerfScript => PerfScriptImporter.Import(OpenDecompressed(complete, gzipped), _builder, options, run, label),
                InputFormat.Folded => FoldedImporter.Import(OpenDecompressed(complete, gzipped), _builder, run, label),
                InputFormat.Pprof => PprofImporter.Import(complete, _builder, options, run, label),
                _ => throw InputDetector.CreateUnrecognizedException(label),
            };
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot read '{label}': {e.Message}", null, label, e);
        }
    }

    /// <summary>The code of the frames, where it was kept: usable until this object is disposed of.</summary>
    internal CodeTable Code { get; } = new();

    internal Profile Build() => _builder.Build();

    /// <summary>Closes the symbol files.</summary>
    public void Dispose() => _symbols?.Dispose();

    private static Stream OpenDecompressed(Stream stream, bool gzipped) => gzipped ? new GZipStream(stream, CompressionMode.Decompress) : stream;

    private static Stream Open(string path)
    {
        if (path == StandardInput)
        {
            Pipe.EnlargeStandardInput();
            return Console.OpenStandardInput();
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot read '{path}': {e.Message}", null, path, e);
        }
    }
}
