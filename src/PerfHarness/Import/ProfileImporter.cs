using PerfHarness.Diagnostics;
using PerfHarness.Profiles;
using PerfHarness.Symbols;

namespace PerfHarness.Import;

/// <summary>Reads inputs of any known format into one profile, each as a run of its own. Symbols opened for one run serve the next.</summary>
public sealed class ProfileImporter : IDisposable
{
    private readonly ImportOptions _options;
    private readonly ProfileBuilder _builder;
    private readonly SymbolResolver _symbols;

    public ProfileImporter(ImportOptions options)
    {
        _options = options;
        _builder = new ProfileBuilder(options.KeepTimes);
        _symbols = new SymbolResolver(options.SymbolFolders, _builder.Diagnostics);
    }

    /// <summary>Adds the file as a run.</summary>
    /// <exception cref="InputException">The file is of no known format, or nothing of it can be read.</exception>
    public RunId Add(string path, RunInfo? run = null) => PerfDataImporter.Import(path, run ?? new RunInfo(), _builder, _options, _symbols);

    public Profile Build() => _builder.Build();

    public void Dispose() => _symbols.Dispose();
}
