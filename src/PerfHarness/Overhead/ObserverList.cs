using System.Globalization;
using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Overhead;

/// <summary>The observers to compare on this machine; those that it does not have, with the reason.</summary>
internal static class ObserverList
{
    private static readonly string[] TraceFolders = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    public static IReadOnlyList<Observer> Create(OverheadOptions options, PerfCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(options);
        var perf = capabilities.PerfPath ?? "perf";
        var noPerf = capabilities.Checks.FirstOrDefault(check => check.State == CapabilityState.Impossible)?.ToDiagnostic()?.Message;
        var list = new List<Observer> { new(Observer.Bare, "bare") };
        foreach (var kind in Observer.Kinds.Where(options.Kinds.Contains))
        {
            list.AddRange(kind switch
            {
                Observer.Stat => [CreateStat(perf) with { Obstacle = noPerf }],
                Observer.Record => CreateRecordings(perf, options, capabilities.DefaultEvent).Select(observer => observer with { Obstacle = noPerf }),
                Observer.PerfMap => [CreateRuntime(kind, "perf map (.NET)", "3")],
                Observer.JitDump => [CreateRuntime(kind, "jitdump (.NET)", "2")],
                Observer.Own => [CreateOwn(options) with { Obstacle = noPerf }],
                _ => [CreateFunctionGraph()],
            });
        }

        return list;
    }

    private static Observer CreateStat(string perf) =>
        new(Observer.Stat, "perf stat") { Launcher = [perf, "stat", "-o", Observer.FolderMark + "/stat.txt", "--"] };

    // Without copies of the libraries in the user's home, which only the first recording pays for.
    private static IEnumerable<Observer> CreateRecordings(string perf, OverheadOptions options, string name) =>
        from graph in options.CallGraphs
        from frequency in options.Frequencies
        let rate = frequency.ToString(CultureInfo.InvariantCulture)
        let title = graph switch
        {
            CallGraphMode.None => "no stacks",
            CallGraphMode.Dwarf => "dwarf",
            CallGraphMode.LastBranchRecord => "lbr",
            _ => "fp",
        }
        select new Observer(Observer.Record, $"perf record, {title}, {rate} Hz")
        {
            Launcher =
            [
                perf, "record", "-o", Observer.FolderMark + "/perf.data", "--no-buildid-cache", "-e", name, "-F", rate,
                .. graph == CallGraphMode.None ? (string[])[] : ["--call-graph", title], "--",
            ],
        };

    private static Observer CreateRuntime(string kind, string title, string value) => new(kind, title)
    {
        Environment = new Dictionary<string, string?>
        {
            ["DOTNET_PerfMapEnabled"] = value,
            ["DOTNET_PerfMapStubGranularity"] = "2",
            ["DOTNET_PerfMapJitDumpPath"] = Observer.FolderMark,
        },
        NothingWritten = "the command starts no .NET runtime",
    };

    private static Observer CreateOwn(OverheadOptions options) => new(Observer.Own, "perfharness record")
    {
        Launcher = [.. options.OwnCommand, "record", "-o", Observer.FolderMark + "/own.data", "--"],
    };

    private static Observer CreateFunctionGraph() => new(Observer.FunctionGraph, "trace-cmd, function_graph")
    {
        Launcher = ["trace-cmd", "record", "-p", "function_graph", "-o", Observer.FolderMark + "/trace.dat", "-F"],
        Obstacle = FindTracerObstacle(),
    };

    private static string? FindTracerObstacle()
    {
        var file = TraceFolders.Select(folder => Path.Combine(folder, "available_tracers")).FirstOrDefault(File.Exists);
        try
        {
            return file is null ? "this kernel has no tracers: there is no available_tracers in /sys/kernel/tracing"
                : !File.ReadAllText(file).Split((char[]?)null).Contains("function_graph")
                    ? $"this kernel has no function_graph tracer: {file} does not list it"
                : ProgramPath.Find("trace-cmd", Environment.GetEnvironmentVariable("PATH")) is null ? "trace-cmd is not installed"
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be read: root can";
        }
    }
}
