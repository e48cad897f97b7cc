using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Configuration;

/// <summary>Settings of a benchmark; null if the file does not set them, so that the defaults apply.</summary>
internal sealed record BenchSettings
{
    public int? Runs { get; init; }

    public int? Warmups { get; init; }

    public int? Frequency { get; init; }

    public CallGraphMode? CallGraph { get; init; }

    public string? Event { get; init; }

    public TimeSpan? Delay { get; init; }

    public TimeSpan? Duration { get; init; }

    public TimeSpan? Timeout { get; init; }

    public int? MaxStack { get; init; }

    public bool? PerCpu { get; init; }

    public bool? UserOnly { get; init; }

    public bool? DetectSteadyState { get; init; }

    public bool? QuietTarget { get; init; }

    public string? PinCpus { get; init; }

    public bool? KeepProgram { get; init; }

    public string? Build { get; init; }

    public IReadOnlyList<string>? Inputs { get; init; }

    public string? WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    public static BenchSettings Read(ObjectReader reader) => new()
    {
        Runs = reader.ReadInteger("runs", 1, 1000),
        Warmups = reader.ReadInteger("warmups", 0, 1000),
        Frequency = reader.ReadInteger("frequency", 1, 1_000_000),
        CallGraph = reader.ReadChoice(
            "callGraph",
            ("fp", CallGraphMode.FramePointer),
            ("dwarf", CallGraphMode.Dwarf),
            ("lbr", CallGraphMode.LastBranchRecord),
            ("none", CallGraphMode.None)),
        Event = reader.ReadString("event"),
        Delay = reader.ReadSeconds("delay"),
        Duration = reader.ReadSeconds("duration"),
        Timeout = reader.ReadSeconds("timeout"),
        MaxStack = reader.ReadInteger("maxStack", 1, 65_535),
        PerCpu = reader.ReadBoolean("perCpu"),
        UserOnly = reader.ReadBoolean("userOnly"),
        DetectSteadyState = reader.ReadBoolean("steady"),
        QuietTarget = reader.ReadBoolean("quietTarget"),
        PinCpus = reader.ReadString("pinCpus"),
        KeepProgram = reader.ReadBoolean("keepProgram"),
        Build = reader.ReadString("build"),
        Inputs = reader.ReadStrings("inputs"),
        WorkingDirectory = reader.ReadString("workingDirectory"),
        Environment = reader.ReadMap("environment"),
    };

    /// <param name="folder">Folder that the working directory and the inputs are relative to.</param>
    public Bench Apply(Bench bench, string folder)
    {
        var environment = new Dictionary<string, string?>(bench.Command.Environment);
        foreach (var (name, value) in Environment ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        return bench with
        {
            Runs = Runs ?? bench.Runs,
            Warmups = Warmups ?? bench.Warmups,
            Timeout = Timeout ?? bench.Timeout,
            DetectSteadyState = DetectSteadyState ?? bench.DetectSteadyState,
            KeepProgram = KeepProgram ?? bench.KeepProgram,
            Build = Build ?? bench.Build,
            Folder = folder,
            Inputs = Inputs is null ? bench.Inputs : new InputFiles(folder, Inputs),
            Recording = bench.Recording with
            {
                Frequency = Frequency ?? bench.Recording.Frequency,
                CallGraph = CallGraph ?? bench.Recording.CallGraph,
                Event = Event ?? bench.Recording.Event,
                Delay = Delay ?? bench.Recording.Delay,
                Duration = Duration ?? bench.Recording.Duration,
                MaxStack = MaxStack ?? bench.Recording.MaxStack,
                PerCpu = PerCpu ?? bench.Recording.PerCpu,
                UserOnly = UserOnly ?? bench.Recording.UserOnly,
            },
            Command = bench.Command with
            {
                Environment = environment,
                WorkingDirectory = WorkingDirectory is { } path ? Path.GetFullPath(path, folder) : bench.Command.WorkingDirectory,
                Cpus = PinCpus is { } cpus ? CpuSet.Parse(cpus) : bench.Command.Cpus,
                Quiet = QuietTarget ?? bench.Command.Quiet,
            },
        };
    }
}
