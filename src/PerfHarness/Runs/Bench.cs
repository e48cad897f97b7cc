using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>A benchmark: what is started, how it is recorded and how often.</summary>
internal sealed record Bench
{
    public const int DefaultRuns = 5;

    /// <summary>For a baseline, which many comparisons depend on: five more runs make all of them more precise.</summary>
    public const int DefaultBaselineRuns = 10;

    /// <summary>Names its baseline and its output folder; any text.</summary>
    public required string Name { get; init; }

    public required CommandTarget Command { get; init; }

    /// <summary>The baseline of an interleaved comparison, or null if the baseline is a stored one.</summary>
    public CommandTarget? BaselineCommand { get; init; }

    /// <summary>Where the runs of a command come from, for either side; null if the command is simply started.</summary>
    internal Func<CommandTarget, IRunSource>? CreateSource { get; init; }

    /// <summary>The folder that it is built in: absolute, and in the repository of its sources.</summary>
    public string Folder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>
    /// Command line that builds it in a checkout of its repository, run in the folder that corresponds to <see cref="Folder"/>; or null.
    /// </summary>
    public string? Build { get; init; }

    /// <summary>An accepted baseline keeps the program's files, so that they can be recorded again.</summary>
    public bool KeepProgram { get; init; }

    /// <summary>What the benchmark reads, or null: a baseline with other inputs is less comparable.</summary>
    public InputFiles? Inputs { get; init; }

    public RecordOptions Recording { get; init; } = new();

    /// <summary>
    /// Recorded runs, exactly; null for <see cref="DefaultRuns"/> or <see cref="DefaultBaselineRuns"/>, and more while the verdict is
    /// undecided.
    /// </summary>
    public int? Runs { get; init; }

    /// <summary>Runs before the first recorded one that are not recorded.</summary>
    public int Warmups { get; init; } = 1;

    /// <summary>Detect in a separate run where the steady state begins, and record from there.</summary>
    public bool DetectSteadyState { get; init; }

    /// <summary>Maximum time for one run; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The name of a benchmark without one: its program's, or that of the assembly that <c>dotnet</c> starts.
    /// </summary>
    public static string GetDefaultName(CommandTarget command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return MainModule.GetName(command) is { Length: > 0 } name ? name : "bench";
    }
}
