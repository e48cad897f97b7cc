using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Recording;

namespace PerfHarness.TestHosts;

/// <summary>How a test is measured and judged.</summary>
internal sealed record TestGateOptions
{
    /// <summary>In percentage points.</summary>
    public const double DefaultThreshold = 0.5;

    private const double MaxSeconds = 24 * 60 * 60;

    /// <summary>Full name and arguments of the test: the name of its baseline.</summary>
    public required string Name { get; init; }

    /// <summary>A source file of the test's project: the folders of baselines and results are beside the project's file.</summary>
    public string? SourceFile { get; init; }

    /// <summary>Recorded runs, exactly; null for 5, and more while the verdict is undecided.</summary>
    public int? Runs { get; init; }

    /// <summary>Warm-ups: repetitions of the body that are not recorded, each as long as a run.</summary>
    public int Warmups { get; init; } = 1;

    public long MinSamples { get; init; } = SampleTarget.DefaultMinSamples;

    public TimeSpan MaxDuration { get; init; } = BodyRepetition.DefaultMaxDuration;

    public BodySamples Samples { get; init; }

    /// <summary>Simple name of the assembly that has the body: a sample counts if code of it is on the stack, so that what runs
    /// between two executions is in no profile. Null: all samples of the threads count.</summary>
    public string? BodyAssembly { get; init; }

    public int Frequency { get; init; } = RecordOptions.DefaultFrequency;

    public GatePolicy Policy { get; init; } = GatePolicy.Default;

    public bool RequireBaseline { get; init; }

    /// <summary>An accepted baseline keeps the test assembly's folder, or the program's files, so that they can be recorded again.</summary>
    public bool KeepProgram { get; init; }

    /// <exception cref="PerfHarnessException">It is out of range (PH4002).</exception>
    internal static TimeSpan ToDuration(double seconds)
    {
        Require(seconds is > 0 and <= MaxSeconds, nameof(MaxDuration), seconds,
            FormattableString.Invariant($"above 0 and at most {MaxSeconds} seconds"));
        return TimeSpan.FromSeconds(seconds);
    }

    /// <param name="threshold">Smallest rise that matters, in percentage points.</param>
    /// <exception cref="PerfHarnessException">It is out of range (PH4002).</exception>
    internal static GatePolicy ToPolicy(double threshold)
    {
        Require(threshold is > 0 and < 100, "Threshold", threshold, "above 0 and below 100 percentage points");
        return GatePolicy.Default with { MinimumRise = threshold / 100 };
    }

    /// <param name="bodyAssembly">See <see cref="BodyAssembly"/>.</param>
    /// <param name="budgets">On top of the settings' policy.</param>
    /// <exception cref="PerfHarnessException">A setting is out of range (PH4002).</exception>
    internal static TestGateOptions Create(
        ITestGateSettings settings, string name, string sourceFile, string? bodyAssembly = null, IReadOnlyList<Budget>? budgets = null)
    {
        Require(settings.Runs is null or > 0, nameof(Runs), settings.Runs ?? 0, "at least 1");
        Require(settings.Warmups >= 0, nameof(Warmups), settings.Warmups, "at least 0");
        Require(settings.MinSamples > 0, nameof(MinSamples), settings.MinSamples, "at least 1");
        Require(settings.MaxDuration > TimeSpan.Zero, nameof(MaxDuration), settings.MaxDuration.TotalSeconds, "above 0 seconds");
        Require(settings.Frequency > 0, nameof(Frequency), settings.Frequency, "at least 1");
        return new TestGateOptions
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
            KeepProgram = settings.KeepProgram,
            Policy = budgets is null ? settings.Policy : settings.Policy with { Budgets = [.. settings.Policy.Budgets, .. budgets] },
        };
    }

    private static void Require(bool condition, string name, double value, string rule)
    {
        if (!condition)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.ConfigurationError, FormattableString.Invariant($"the test's {name} is {value}; it must be {rule}."));
        }
    }
}
