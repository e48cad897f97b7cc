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

    /// <summary>Of a delegate: samples to wait for in each run.</summary>
    public long MinSamples { get; init; } = MeasuredBody.DefaultMinSamples;

    /// <summary>Of a delegate: maximum time for one run.</summary>
    public TimeSpan MaxDuration { get; init; } = MeasuredBody.DefaultMaxDuration;

    /// <summary>Of a delegate: whose samples count.</summary>
    public BodySamples Samples { get; init; }

    /// <summary>Samples per second and CPU.</summary>
    public int Frequency { get; init; } = RecordOptions.DefaultFrequency;

    /// <summary>Of a program: its variables on top of our own; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Of a program: the folder it is started in; null for our own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Of a program: maximum time for one run; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>A missing baseline fails.</summary>
    public bool RequireBaseline { get; init; }

    /// <summary>Thresholds, budgets, waivers.</summary>
    public GatePolicy Policy { get; init; } = GatePolicy.Default;
}
