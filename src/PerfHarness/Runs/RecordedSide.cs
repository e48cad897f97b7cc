using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>The runs of one command: the only one, or one of two that are recorded in turn.</summary>
internal sealed class RecordedSide(string name, CommandTarget command, ImportOptions import) : IDisposable
{
    // A map of that name in the temporary folder would be somebody else's.
    private readonly ProfileImporter _importer = new(import with
    {
        SearchTemporaryFolder = false,
        Command = [.. import.Command, .. command.Arguments.Select(word => command.WorkingDirectory is { } folder ? Path.Combine(folder, word) : word)],
    });
    private readonly List<Diagnostic> _diagnostics = [];

    /// <summary>Empty for the only one.</summary>
    public string Name { get; } = name;

    public CommandTarget Command { get; } = command;

    public int RunCount { get; private set; }

    /// <summary>How perf was called for the latest run.</summary>
    public PerfCommand? PerfCommand { get; private set; }

    /// <summary>The program's runtime as its recordings show it, or empty.</summary>
    public string Runtime { get; private set; } = "";

    /// <summary>What the recordings told, each once.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>Names the run's code, which can only be done while its folder exists.</summary>
    public void Import(RecordedRun run, string runtime)
    {
        Runtime = runtime.Length > 0 ? runtime : Runtime;
        RunCount++;
        PerfCommand = run.PerfCommand;
        _importer.Add(run.DataPath, run.ToRunInfo() with { Source = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"run {RunCount}") }, [run.MapFolder]);
        AddDiagnostics(run.Diagnostics);
    }

    public void AddDiagnostics(IEnumerable<Diagnostic> diagnostics) => _diagnostics.AddRange(diagnostics.Where(d => !_diagnostics.Contains(d)));

    public Profile BuildProfile() => _importer.Build();

    public void Dispose() => _importer.Dispose();
}
