using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>The runs of one command while they are being recorded: the only side, or one of two that are recorded interleaved.</summary>
internal sealed class RecordedSide : IDisposable
{
    private readonly ProfileImporter _importer;
    private readonly List<Diagnostic> _diagnostics = [];

    private RecordedSide(string name, CommandTarget command, IRunSource source, ImportOptions import)
    {
        (Name, Command, Source) = (name, command, source);
        var adapted = source.AdaptImport(import);
        _importer = new ProfileImporter(adapted with
        {
            // A map of that name in the temporary folder would be another process's.
            SearchTemporaryFolder = false,
            Command = [.. adapted.Command, .. command.Arguments.Select(word => Path.Combine(command.WorkingDirectory ?? "", word))],
        });
    }

    /// <summary>Empty for the only one.</summary>
    public string Name { get; }

    public CommandTarget Command { get; }

    /// <summary>Where its runs come from.</summary>
    public IRunSource Source { get; }

    public int RunCount { get; private set; }

    /// <summary>The program's runtime as its recordings show it, or empty.</summary>
    public string Runtime { get; private set; } = "";

    /// <summary>Diagnostics of the recordings, each once.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>The side that is measured, and in the gate judged.</summary>
    public static RecordedSide CreateCandidate(Bench bench, ImportOptions import) => new(
        bench.BaselineCommand is null ? "" : "candidate", bench.Command, CreateSource(bench, bench.Command), import);

    /// <summary>The side that is recorded to be compared with; null if the baseline is a stored one.</summary>
    public static RecordedSide? CreateBaseline(Bench bench, ImportOptions import) =>
        bench.BaselineCommand is { } command ? new RecordedSide("baseline", command, CreateSource(bench, command), import) : null;

    /// <summary>Names the run's code, which can only be done while its folder exists.</summary>
    public void Import(RecordedRun run)
    {
        Runtime = run.Summary.Runtime is { Length: > 0 } runtime ? runtime : Runtime;
        RunCount++;
        var info = run.ToRunInfo() with { Source = string.Create(CultureInfo.InvariantCulture, $"run {RunCount}") };
        _importer.Add(run.DataPath, info, [run.MapFolder]);
        _diagnostics.AddRange(run.Diagnostics.Where(d => !_diagnostics.Contains(d)));
    }

    public Profile BuildProfile() => _importer.Build();

    private static IRunSource CreateSource(Bench bench, CommandTarget command) =>
        bench.CreateSource?.Invoke(command) ?? new CommandSource(command, bench.Timeout);

    public void Dispose() => _importer.Dispose();
}
