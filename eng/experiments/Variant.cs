using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Experiments;

/// <summary>One form of the benchmark.</summary>
/// <param name="Name">Names its recordings.</param>
/// <param name="Arguments">On top of what all have.</param>
/// <param name="PerRound">Runs in each round.</param>
internal sealed record Variant(string Name, string[] Arguments, int PerRound = 1)
{
    public const string Base = "base";
    public const string Loaded = "loaded";
    public const string Lossy = "lossy";

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
        new("slower", ["--checksums", "800", "--folded", "80"]) { Work = 1.05 },
        new(Loaded, ["--checksums", "800", "--folded", "80"]) { Load = System.Environment.ProcessorCount },
        new(Lossy, ["--checksums", "800", "--folded", "80"]) { Recording = new RecordOptions { Frequency = 20_011, BufferPages = 1, CallGraph = CallGraphMode.FramePointer } },
    ];

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Rounds of the benchmark, relative.</summary>
    public double Work { get; init; } = 1;

    /// <summary>Threads that spin beside it.</summary>
    public int Load { get; init; }

    public RecordOptions Recording { get; init; } = new() { Frequency = 1997, Delay = TimeSpan.FromSeconds(0.7) };

    public Bench Bench(string program) => new()
    {
        Name = Name,
        Command = new CommandTarget(program, [.. Arguments, "--iterations", Times(2600), "--warmup", Times(400)]) { Environment = Environment, Quiet = true },
        Recording = Recording,
        Timeout = TimeSpan.FromMinutes(2),
    };

    private string Times(int rounds) => ((int)(rounds * Work)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
