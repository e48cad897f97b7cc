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

    /// <summary>The run is one of this side's from here on: the next one, in the order in which they are accepted.</summary>
    public void Accept(RecordedRun run)
    {
        Runtime = run.Summary.Runtime is { Length: > 0 } runtime ? runtime : Runtime;
        RunCount++;
        _diagnostics.AddRange(run.Diagnostics.Where(d => !_diagnostics.Contains(d)));
    }

    /// <summary>Names the run's code, which can only be done while its folder exists. One at a time, in the order of the runs.</summary>
    /// <param name="number">Its place among the side's runs, from 1.</param>
    /// <param name="threads">To read it with; 0 for as many as the options say.</param>
    public void Import(RecordedRun run, int number, int threads)
    {
        var info = run.ToRunInfo() with { Source = string.Create(CultureInfo.InvariantCulture, $"run {number}") };
        _importer.Add(run.DataPath, info, [run.MapFolder], threads);
    }

    public Profile BuildProfile() => _importer.Build();

    private static IRunSource CreateSource(Bench bench, CommandTarget command) =>
        bench.CreateSource?.Invoke(command) ?? new CommandSource(command, bench.Timeout);

    public void Dispose() => _importer.Dispose();
}
