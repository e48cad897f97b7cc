using System.Globalization;

namespace PerfHarness.FakePerf;

/// <summary>
/// What the recordings of a folder hold, run after run; FAKEPERF_SCRIPT names the folder. Each line of its <c>script</c> is
/// a run of the side whose word is in the command line, the environment or the directory of the recorded process (<c>*</c>: of any), the
/// first side that fits; after its last line a side begins again with its first:
/// <code>
///   slow   steady 1000   tunable 1300      (separated by tabs)
///   *      steady 1000   tunable 1000   !lost 50
/// </code>
/// Each run adds its side's word as a line to <c>log</c>: the order in which the runs were recorded.
/// </summary>
internal sealed class RecordingScript(string folder)
{
    public const string Variable = "FAKEPERF_SCRIPT";
    private const string Any = "*";

    /// <summary>The script that this perf plays, or null.</summary>
    public static RecordingScript? Current => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? new RecordingScript(folder) : null;

    /// <summary>The next run of the process's side: samples by function, and those that were lost.</summary>
    public (IReadOnlyList<(string Function, int Samples)> Functions, int Lost) Next(int pid)
    {
        var process = ProcessText(pid);
        var lines = File.ReadAllLines(Path.Combine(folder, "script")).Select(line => line.Split('\t')).ToList();
        var side = lines.Select(line => line[0]).First(word => word == Any || process.Contains(word, StringComparison.Ordinal));
        var runs = lines.FindAll(line => line[0] == side);
        var log = Path.Combine(folder, "log");
        var earlier = File.Exists(log) ? File.ReadAllLines(log).Count(line => line == side) : 0;
        File.AppendAllText(log, side + "\n");

        var fields = runs[earlier % runs.Count].Skip(1).Select(Field).ToList();
        return (fields.FindAll(field => field.Name != "!lost"), fields.Find(field => field.Name == "!lost").Samples);
    }

    private static (string Name, int Samples) Field(string text)
    {
        var blank = text.LastIndexOf(' ');
        return (text[..blank], int.Parse(text[(blank + 1)..], CultureInfo.InvariantCulture));
    }

    // The command is held in a shell whose arguments it is.
    private static string ProcessText(int pid)
    {
        var proc = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        return $"{File.ReadAllText(proc + "/cmdline")}\0{File.ReadAllText(proc + "/environ")}\0{new FileInfo(proc + "/cwd").LinkTarget}".Replace('\0', ' ');
    }
}
