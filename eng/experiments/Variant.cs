using System.Globalization;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Experiments;

/// <summary>A benchmark in one of the forms that are compared.</summary>
/// <param name="Name">Also the name of the file with its runs.</param>
/// <param name="Arguments">In addition to those of all variants.</param>
/// <param name="PerRound">Runs in each round.</param>
internal sealed record Variant(string Name, string[] Arguments, int PerRound = 1)
{
    public const string Base = "base";
    public const string Whole = "whole";
    public const string Slower = "slower";
    public const string Loaded = "loaded";
    public const string Lossy = "lossy";
    public const string OneCpu = "onecpu";

    public const int Frequency = 1997;

    /// <summary>Start-up of ConsoleBench that is not recorded: most of the JIT compiler's work.</summary>
    public const double DelaySeconds = 1.5;

    /// <summary>The same for the workloads.</summary>
    public const double WorkloadDelaySeconds = 1;

    /// <summary>The function of ConsoleBench that the arguments change, and its callee.</summary>
    public const string ChangedFunction = "ConsoleBench.Checksum.OfLines(string[], Options)";
    public const string ChangedCallee = "ConsoleBench.Checksum.Fold(uint, string)";

    public static readonly IReadOnlyList<Variant> All =
    [
        new(Base, ["--checksums", "800", "--folded", "80"], PerRound: 4),
        new("plus1", ["--checksums", "934", "--folded", "80"], PerRound: 2),
        new("plus2", ["--checksums", "1075", "--folded", "80"], PerRound: 2),
        new("plus5", ["--checksums", "1535", "--folded", "80"]),
        new("large", ["--checksums", "5000", "--folded", "80"]),
        new("faster", ["--checksums", "2540", "--folded", "80"]),
        // A call costs more than a loop. With fewer lines the time moves without growing.
        new("callee", ["--checksums", "643", "--folded", "483"]),
        new("inlined", ["--checksums", "643", "--folded", "483", "--fold", "inline"]),
        new("nopgo", ["--checksums", "800", "--folded", "80"]) { Environment = new Dictionary<string, string?> { ["DOTNET_TieredPGO"] = "0" } },
        // Recorded without a delay: the CPU time after one also depends on the work done before it.
        new(Whole, ["--checksums", "800", "--folded", "80"], PerRound: 2) { Recording = WithoutDelay },
        new(Slower, ["--checksums", "800", "--folded", "80"]) { Work = 1.10, Recording = WithoutDelay },
        new(Loaded, ["--checksums", "800", "--folded", "80"], PerRound: 2) { LoadThreadCount = System.Environment.ProcessorCount },
        new(Lossy, ["--checksums", "800", "--folded", "80"])
        {
            Recording = new RecordOptions { Frequency = 20_011, BufferPages = 1, CallGraph = CallGraphMode.FramePointer },
        },
        new(OneCpu, ["--checksums", "800", "--folded", "80"], PerRound: 2) { Launcher = ["taskset", "-c", "0"] },
        .. Workload.All.SelectMany(CreateVariants),
    ];

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Rounds of ConsoleBench, relative to the base.</summary>
    public double Work { get; init; } = 1;

    /// <summary>Threads that load the machine during the run.</summary>
    public int LoadThreadCount { get; init; }

    /// <summary>The command that starts the benchmark, or none.</summary>
    public string[] Launcher { get; init; } = [];

    /// <summary>The benchmark; ConsoleBench if null.</summary>
    public Workload? Workload { get; init; }

    /// <summary>Work of the workload's function <c>Tuned</c>, in per mille of its default.</summary>
    public int TunedPerMille { get; init; } = 1000;

    public RecordOptions Recording { get; init; } = WithoutDelay with { Delay = TimeSpan.FromSeconds(DelaySeconds) };

    private static RecordOptions WithoutDelay => new() { Frequency = Frequency };

    /// <param name="folder">The folder of the built benchmarks.</param>
    public Bench CreateBench(string folder) => new()
    {
        Name = Name,
        Command = Workload is null ? CreateConsoleBench(folder) : CreateWorkload(folder, Workload),
        Recording = Workload is null ? Recording : Recording with { Delay = TimeSpan.FromSeconds(WorkloadDelaySeconds) },
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>The functions that a variant changes, in any of the benchmarks.</summary>
    public static bool IsChangedFunction(string function) =>
        function is ChangedFunction or ChangedCallee
        || (function.StartsWith("Workloads.", StringComparison.Ordinal) && function.Contains(".Tuned(", StringComparison.Ordinal));

    private static IEnumerable<Variant> CreateVariants(Workload workload) =>
    [
        new(workload.Name, [], PerRound: 2) { Workload = workload },
        new(workload.SlowerName, []) { Workload = workload, TunedPerMille = workload.SlowerPerMille },
    ];

    private CommandTarget CreateConsoleBench(string folder)
    {
        string[] work = ["--iterations", Format((int)(9600 * Work)), "--warmup", Format((int)(400 * Work))];
        string[] command = [.. Launcher, Path.Combine(folder, "ConsoleBench"), .. Arguments, .. work];
        return new CommandTarget(command[0], command[1..]) { Environment = Environment, Quiet = true };
    }

    private CommandTarget CreateWorkload(string folder, Workload workload) =>
        new(Path.Combine(folder, "Workloads"), [workload.Name, Format(workload.Rounds), Format(TunedPerMille)]) { Quiet = true };

    private static string Format(int number) => number.ToString(CultureInfo.InvariantCulture);
}
