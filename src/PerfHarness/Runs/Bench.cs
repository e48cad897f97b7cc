using PerfHarness.Recording;
using PerfHarness.TestHosts;

namespace PerfHarness.Runs;

/// <summary>A benchmark: what is started, how it is recorded and how often.</summary>
internal sealed record Bench
{
    public const int DefaultRuns = 5;

    /// <summary>For a baseline, which many comparisons lean on: five runs more sharpen all of them.</summary>
    public const int DefaultBaselineRuns = 10;

    /// <summary>Names its baseline and its folder of outputs; any text.</summary>
    public required string Name { get; init; }

    public required CommandTarget Command { get; init; }

    /// <summary>The old side of an interleaved comparison, or null where the baseline is a stored one.</summary>
    public CommandTarget? BaselineCommand { get; init; }

    /// <summary>Recorded instead of starting the command, which is then a name for people only; null where the command is started.</summary>
    public MeasuredBody? Body { get; init; }

    /// <summary>What the benchmark reads, or null: a baseline with other inputs says less.</summary>
    public InputFiles? Inputs { get; init; }

    public RecordOptions Recording { get; init; } = new();

    /// <summary>Recorded runs, exactly; null for <see cref="DefaultRuns"/> or <see cref="DefaultBaselineRuns"/>, and more while the verdict is open.</summary>
    public int? Runs { get; init; }

    /// <summary>Runs before the first recorded one that are not recorded.</summary>
    public int Warmups { get; init; } = 1;

    /// <summary>Find out in a recorded run of its own where the profile becomes steady, and begin there.</summary>
    public bool DetectSteadyState { get; init; }

    /// <summary>Longest time for one run; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The name of a benchmark that was given none: its program's, or that of the assembly that <c>dotnet</c> starts.
    /// </summary>
    public static string GetDefaultName(CommandTarget command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var program = Path.GetFileName(command.Program);
        var assembly = program == "dotnet" ? command.Arguments.FirstOrDefault(a => a.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) : null;
        var name = assembly is null ? program : Path.GetFileNameWithoutExtension(assembly);
        return name.Length == 0 ? "bench" : name;
    }
}
