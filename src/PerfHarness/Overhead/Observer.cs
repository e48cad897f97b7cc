using PerfHarness.Processes;
using PerfHarness.Recording;

namespace PerfHarness.Overhead;

/// <summary>One way to watch a command, with what it costs still unknown.</summary>
/// <param name="Kind">As chosen on the command line: <c>stat</c>, <c>record</c>, <c>perf-map</c> …</param>
/// <param name="Title">For people; unique.</param>
internal sealed record Observer(string Kind, string Title)
{
    public const string Bare = "bare";
    public const string Stat = "stat";
    public const string Record = "record";
    public const string PerfMap = "perf-map";
    public const string JitDump = "jitdump";
    public const string Own = "perfharness";
    public const string FunctionGraph = "function-graph";

    /// <summary>All that can be chosen.</summary>
    public static readonly IReadOnlyList<string> Kinds = [Stat, Record, PerfMap, JitDump, Own, FunctionGraph];

    /// <summary>The program that is started in front of the command, with its arguments; empty to start the command itself.</summary>
    /// <remarks>An argument that begins with <see cref="FolderMark"/> is a path in the run's folder.</remarks>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>Variables that the command gets; values may begin with <see cref="FolderMark"/>.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>It has to write something, or it observed nothing.</summary>
    public string? NothingWritten { get; init; }

    /// <summary>Why it cannot be measured here; null if it can, as far as is known.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Stands for the folder of a run.</summary>
    public const string FolderMark = "\0folder";

    /// <summary>The command under this observer.</summary>
    /// <param name="folder">For what it writes.</param>
    public Command CreateCommand(CommandTarget target, string folder)
    {
        List<string> line = [.. Launcher.Select(Place), target.Program, .. target.Arguments];
        return (target with { Program = line[0], Arguments = [.. line.Skip(1)] }).ToCommand()
            .WithStandardOutput(OutputTarget.Discard)
            .WithEnvironment(Environment.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value is null ? null : Place(pair.Value))));

        string Place(string text) => text.Replace(FolderMark, folder, StringComparison.Ordinal);
    }
}
