using System.Globalization;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Experiments;

/// <summary>One form of a benchmark.</summary>
/// <param name="Name">Names its recordings.</param>
/// <param name="Arguments">On top of what all have.</param>
/// <param name="PerRound">Runs in each round.</param>
internal sealed record Variant(string Name, string[] Arguments, int PerRound = 1)
{
    public const string Base = "base";
    public const string Whole = "whole";
    public const string Loaded = "loaded";
    public const string Lossy = "lossy";

    /// <summary>Seconds of ConsoleBench that are left out: the JIT compiler's.</summary>
    public const double Start = 1.5;

    /// <summary>The same for the workloads.</summary>
    public const double WorkloadStart = 1;

    /// <summary>The function that the switches are about, and its callee.</summary>
    public const string Target = "ConsoleBench.Checksum.OfLines(string[], Options)";
    public const string Callee = "ConsoleBench.Checksum.Fold(uint, string)";

    public static readonly IReadOnlyList<Variant> All =
    [
        new(Base, ["--checksums", "800", "--folded", "80"], PerRound: 3),
        new("plus1", ["--checksums", "934", "--folded", "80"]),
        new("plus2", ["--checksums", "1075", "--folded", "80"]),
        new("plus5", ["--checksums", "1535", "--folded", "80"]),
        new("large", ["--checksums", "5000", "--folded", "80"]),
        new("faster", ["--checksums", "2540", "--folded", "80"]),
        // A call costs more than a loop: fewer lines, so that the time moves and does not grow.
        new("callee", ["--checksums", "643", "--folded", "483"]),
        new("inlined", ["--checksums", "643", "--folded", "483", "--fold", "inline"]),
        new("nopgo", ["--checksums", "800", "--folded", "80"]) { Environment = new Dictionary<string, string?> { ["DOTNET_TieredPGO"] = "0" } },
        // Of all their work: the CPU time after a delay also depends on what was done before it.
        new(Whole, ["--checksums", "800", "--folded", "80"], PerRound: 2) { Recording = new RecordOptions { Frequency = 1997 } },
        new("slower", ["--checksums", "800", "--folded", "80"]) { Work = 1.10, Recording = new RecordOptions { Frequency = 1997 } },
        new(Loaded, ["--checksums", "800", "--folded", "80"]) { LoadThreads = System.Environment.ProcessorCount },
        new(Lossy, ["--checksums", "800", "--folded", "80"]) { Recording = new RecordOptions { Frequency = 20_011, BufferPages = 1, CallGraph = CallGraphMode.FramePointer } },
        .. Workload.All.SelectMany(w => (Variant[])[new(w.Name, [], PerRound: 2) { Workload = w }, new(w.SlowerName, []) { Workload = w, Tuned = w.Slower }]),
    ];

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Rounds of the benchmark, relative.</summary>
    public double Work { get; init; } = 1;

    /// <summary>Threads that spin beside it.</summary>
    public int LoadThreads { get; init; }

    /// <summary>The program is this one and not ConsoleBench.</summary>
    public Workload? Workload { get; init; }

    /// <summary>Per mille of its usual work that the workload's function Tuned does.</summary>
    public int Tuned { get; init; } = 1000;

    public RecordOptions Recording { get; init; } = new() { Frequency = 1997, Delay = TimeSpan.FromSeconds(Start) };

    /// <param name="folder">Where the programs are.</param>
    public Bench CreateBench(string folder) => new()
    {
        Name = Name,
        Command = Workload is { } workload
            ? new CommandTarget(Path.Combine(folder, "Workloads"), [workload.Name, Format(workload.Rounds), Format(Tuned)]) { Quiet = true }
            : new CommandTarget(Path.Combine(folder, "ConsoleBench"), [.. Arguments, "--iterations", Format((int)(9600 * Work)), "--warmup", Format((int)(400 * Work))]) { Environment = Environment, Quiet = true },
        Recording = Workload is null ? Recording : Recording with { Delay = TimeSpan.FromSeconds(WorkloadStart) },
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>The functions that somebody touched.</summary>
    public static bool IsChangedFunction(string function) =>
        function is Target or Callee || (function.StartsWith("Workloads.", StringComparison.Ordinal) && function.Contains(".Tuned(", StringComparison.Ordinal));

    private static string Format(int number) => number.ToString(CultureInfo.InvariantCulture);
}
