using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Reports.Verdicts;

/// <summary>A benchmark's verdict, or why it has none, and what reports show beside it.</summary>
/// <param name="Bench">The benchmark's name.</param>
/// <param name="Verdict">Null if it was not judged.</param>
/// <param name="Shares">Its hottest functions, or null.</param>
/// <param name="StackChanges">Where the change of a failing function sits, or empty.</param>
/// <param name="DifferencePath">Path of the differential flame graph, or null.</param>
/// <param name="FlameGraphPath">Path of the flame graph, or null.</param>
/// <param name="ElapsedSeconds">How long the benchmark took altogether, or null.</param>
/// <param name="Started">When its first run started, or null if the input does not say.</param>
internal sealed record VerdictReport(
    string Bench,
    GateVerdict? Verdict,
    SelfShares? Shares = null,
    IReadOnlyList<StackChange>? StackChanges = null,
    string? DifferencePath = null,
    string? FlameGraphPath = null,
    double? ElapsedSeconds = null,
    DateTimeOffset? Started = null)
{
    private static readonly GateVerdict NoVerdict = new()
    {
        Outcome = GateOutcome.Inconclusive,
        Reasons = [],
        Functions = [],
        Diagnostics = [],
        Interleaved = false,
        Compared = false,
    };

    /// <summary>Why there is no verdict; an error if the benchmark failed. Null if there is one.</summary>
    public Diagnostic? NotJudged { get; init; }

    /// <summary>The verdict, or one without any content.</summary>
    public GateVerdict Figures => Verdict ?? NoVerdict;

    /// <summary>The benchmark could not be measured.</summary>
    public bool HasFailed => NotJudged is { Severity: Severity.Error };

    /// <summary>The verdict's reasons, or why there is none.</summary>
    public IReadOnlyList<string> Reasons => Verdict?.Reasons ?? (NotJudged is { } reason ? [reason.Message] : []);

    /// <summary>What was screened and confirmed, as a sentence's part; null without a stored baseline.</summary>
    public string? Screening => Verdict is null ? null : VerdictSummary.DescribeScreening(Verdict);

    /// <summary>The messages of the verdict, errors with what was screened and confirmed, or why there is none.</summary>
    public IEnumerable<Diagnostic> Diagnostics => Verdict is null
        ? NotJudged is null ? [] : [NotJudged]
        : Verdict.Diagnostics.Select(d => Screening is { } screening && d.Severity == Severity.Error ? AppendScreening(d, screening) : d);

    private static Diagnostic AppendScreening(Diagnostic diagnostic, string screening) =>
        diagnostic with { Message = $"{diagnostic.Message.TrimEnd('.')}; {screening}." };
}
