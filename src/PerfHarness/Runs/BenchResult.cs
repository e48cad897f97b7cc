using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Reports.Verdicts;

namespace PerfHarness.Runs;

/// <summary>Result of a benchmark.</summary>
internal sealed record BenchResult
{
    public required Bench Bench { get; init; }

    public required Profile Profile { get; init; }

    /// <summary>Samples of the event that counts.</summary>
    public required SampleSelection Selection { get; init; }

    public required SelfShares Shares { get; init; }

    public required SymbolCoverage SymbolCoverage { get; init; }

    /// <summary>Stacks to compare with: the baseline side's, or those stored with the baseline; null if there are none.</summary>
    public Profile? BaselineProfile { get; init; }

    /// <summary>Null if nothing was judged.</summary>
    public GateVerdict? Verdict { get; init; }

    /// <summary>Why nothing was judged; null if something was.</summary>
    public Diagnostic? NotJudged { get; init; }

    /// <summary>The verdict, or why there is none, with everything that its writers show; null until the outputs are written.</summary>
    public VerdictReport? VerdictReport { get; init; }

    /// <summary>The stored baseline, if the runs were accepted.</summary>
    public Baseline? AcceptedBaseline { get; init; }

    /// <summary>Why the runs were not accepted as a baseline although they should have been; otherwise null.</summary>
    public Diagnostic? Refusal { get; init; }

    /// <summary>Outputs that could not be written at the end; the others were.</summary>
    public IReadOnlyList<Diagnostic> OutputProblems { get; init; } = [];

    /// <summary>The steady state, if it was to be detected; the time before it was not recorded.</summary>
    public SteadyState? SteadyState { get; init; }

    /// <summary>From the first warm-up to the verdict.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The output folder.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Paths of the files written, the flame graph first.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Everything else that a user should know, without the verdict's own messages.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>
    /// 0 success, 1 regression, 4 inconclusive; 2 if the runs should have been accepted and were not, or if the verdict is a success
    /// and an output could not be written.
    /// </summary>
    public int ExitCode => Refusal is { } refusal ? Formats.Diagnostics.ExitCode.From(refusal.Code)
        : AcceptedBaseline is null && Verdict is { ExitCode: not Formats.Diagnostics.ExitCode.Success } verdict ? verdict.ExitCode
        : OutputProblems.Count > 0 ? Formats.Diagnostics.ExitCode.From(OutputProblems[0].Code)
        : Formats.Diagnostics.ExitCode.Success;
}
