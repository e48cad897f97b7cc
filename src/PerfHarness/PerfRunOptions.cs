using PerfHarness.Gating;
using PerfHarness.Recording;
using PerfHarness.TestHosts;

namespace PerfHarness;

/// <summary>How <see cref="PerfRun"/> records and judges.</summary>
public sealed record PerfRunOptions : ITestGateSettings
{
    /// <summary>Names the baseline; null for the program's name, or the caller's for a delegate.</summary>
    public string? Name { get; init; }

    /// <summary>Recorded runs, exactly; null for 5, and more while the verdict is undecided.</summary>
    public int? Runs { get; init; }

    /// <summary>Warm-ups: runs before them that are not recorded.</summary>
    public int Warmups { get; init; } = 1;

    /// <summary>Delegates only: samples to wait for in each run.</summary>
    public long MinSamples { get; init; } = SampleTarget.DefaultMinSamples;

    /// <summary>Delegates only: maximum time of a run.</summary>
    public TimeSpan MaxDuration { get; init; } = BodyRepetition.DefaultMaxDuration;

    /// <summary>Delegates only: whose samples count.</summary>
    public BodySamples Samples { get; init; }

    /// <summary>Samples per second and CPU.</summary>
    public int Frequency { get; init; } = RecordOptions.DefaultFrequency;

    /// <summary>Programs only: environment variables in addition to those of this process; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Programs only: the working directory; null for that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Programs only: maximum time of a run; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>A missing baseline fails.</summary>
    public bool RequireBaseline { get; init; }

    /// <summary>An accepted baseline keeps the program's files, or those of the test assembly, so that they can be recorded again.</summary>
    public bool KeepProgram { get; init; }

    /// <summary>Thresholds, budgets, waivers.</summary>
    public GatePolicy Policy { get; init; } = GatePolicy.Default;
}
