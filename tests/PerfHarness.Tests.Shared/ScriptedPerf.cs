using System.Globalization;

namespace PerfHarness.Tests.Shared;

/// <summary>
/// A perf whose recordings are scripted (see RecordingScript of PerfHarness.FakePerf): its folder goes first into PATH. What
/// is recorded really runs; how many samples each function got is the script's.
/// </summary>
internal sealed class ScriptedPerf : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scripted-perf-").FullName;

    /// <param name="runs">Lines of the script, each with <see cref="Run"/>.</param>
    public ScriptedPerf(params IEnumerable<string> runs)
    {
        File.WriteAllLines(Path.Combine(_folder, "script"), runs);
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        var perf = Path.Combine(_folder, "bin", "perf");
        File.WriteAllText(perf, $"#!/bin/sh\nFAKEPERF_SCRIPT='{_folder}' exec '{FakePerf}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(perf, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The built fake; also the smallest .NET program at hand.</summary>
    public static string FakePerf => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../PerfHarness.FakePerf", Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../../.."), AppContext.BaseDirectory), "perf"));

    /// <summary>PATH with this perf first.</summary>
    public string SearchPath => $"{Path.Combine(_folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";

    /// <summary>The sides of the runs so far, in the order in which they were recorded.</summary>
    public IReadOnlyList<string> Recorded => File.Exists(Path.Combine(_folder, "log")) ? File.ReadAllLines(Path.Combine(_folder, "log")) : [];

    /// <summary>A run of the side with the word, or of any with <c>*</c>.</summary>
    public static string Run(string side, params IEnumerable<(string Function, int Samples)> functions) =>
        string.Join('\t', functions.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Function} {f.Samples}")).Prepend(side));

    /// <summary>Runs of a side, one for each of the counts of <c>tunable</c>, beside nine functions of about 300 samples each.</summary>
    public static IEnumerable<string> Runs(string side, params IEnumerable<int> tunable) =>
        tunable.Select((count, run) => Run(side, [.. Enumerable.Range(1, 9).Select(i => ($"steady{i}", 300 + (((run * 7) + (i * 5)) % 11) - 5)), ("tunable", count)]));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
