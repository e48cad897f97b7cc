using PerfHarness.Gating;
using PerfHarness.Recording;

namespace PerfHarness.TestHosts;

/// <summary>How a test is measured and judged.</summary>
internal sealed record TestGateOptions
{
    /// <summary>Full name and arguments of the test: the name of its baseline.</summary>
    public required string Name { get; init; }

    /// <summary>A source file of the test's project: the folders of baselines and results are beside the project's file.</summary>
    public string? SourceFile { get; init; }

    /// <summary>Recorded runs, exactly; null for 5, and more while the verdict is undecided.</summary>
    public int? Runs { get; init; }

    /// <summary>Warm-ups: repetitions of the body that are not recorded, each as long as a run.</summary>
    public int Warmups { get; init; } = 1;

    public long MinSamples { get; init; } = MeasuredBody.DefaultMinSamples;

    public TimeSpan MaxDuration { get; init; } = MeasuredBody.DefaultMaxDuration;

    public BodySamples Samples { get; init; }

    /// <summary>Simple name of the assembly that has the body: a sample counts if code of it is on the stack, so that what runs
    /// between two executions is in no profile. Null: all samples of the threads count.</summary>
    public string? BodyAssembly { get; init; }

    public int Frequency { get; init; } = RecordOptions.DefaultFrequency;

    public GatePolicy Policy { get; init; } = GatePolicy.Default;

    public bool RequireBaseline { get; init; }

    /// <param name="bodyAssembly">See <see cref="BodyAssembly"/>.</param>
    /// <param name="budgets">On top of the settings' policy.</param>
    internal static TestGateOptions Create(
        ITestGateSettings settings, string name, string sourceFile, string? bodyAssembly = null, IReadOnlyList<Budget>? budgets = null) => new()
    {
        Name = name,
        SourceFile = sourceFile,
        Runs = settings.Runs,
        Warmups = settings.Warmups,
        MinSamples = settings.MinSamples,
        MaxDuration = settings.MaxDuration,
        Samples = settings.Samples,
        BodyAssembly = bodyAssembly,
        Frequency = settings.Frequency,
        RequireBaseline = settings.RequireBaseline,
        Policy = budgets is null ? settings.Policy : settings.Policy with { Budgets = [.. settings.Policy.Budgets, .. budgets] },
    };
}
