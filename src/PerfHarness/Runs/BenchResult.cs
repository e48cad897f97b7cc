using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Profiles;

namespace PerfHarness.Runs;

/// <summary>What came of a benchmark.</summary>
internal sealed record BenchResult
{
    public required Bench Bench { get; init; }

    public required Profile Profile { get; init; }

    /// <summary>Samples of the event that counts.</summary>
    public required SampleSelection Selection { get; init; }

    public required SelfShares Shares { get; init; }

    public required SymbolCoverage SymbolCoverage { get; init; }

    /// <summary>Stacks to compare with: the other side's, or those stored with the baseline; null where there are none.</summary>
    public Profile? BaselineProfile { get; init; }

    /// <summary>Null where nothing was judged.</summary>
    public GateVerdict? Verdict { get; init; }

    /// <summary>What is stored now, where the runs were accepted.</summary>
    public Baseline? AcceptedBaseline { get; init; }

    /// <summary>Where the profile was found to be steady, where that was looked for; what is before it was cut off.</summary>
    public SteadyState? SteadyState { get; init; }

    /// <summary>From the first warm-up to the verdict.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Folder of the outputs.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Paths of what was written, the flame graph first.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>What went on besides, without the verdict's own messages.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>0 fine, 1 regression, 4 inconclusive.</summary>
    public int ExitCode => AcceptedBaseline is not null ? 0 : Verdict?.ExitCode ?? 0;
}
