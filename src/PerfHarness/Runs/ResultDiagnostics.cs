using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Runs;

/// <summary>What a user should know about a benchmark's runs, besides the verdict's own messages.</summary>
internal static class ResultDiagnostics
{
    /// <summary>Share of unoptimized code from which on it is reported.</summary>
    private const double NotableUnoptimizedShare = 0.1;

    public static IReadOnlyList<Diagnostic> Create(
        Bench bench, HarnessOptions options, Baseline? stored, Conditions conditions, JudgedRuns judged,
        SampleSelection selection)
    {
        Diagnostic?[] findings =
        [
            stored is null ? null : RunConditions.CompareCommands(stored.Conditions, conditions),
            .. judged.Diagnostics,
            .. selection.Profile.Diagnostics,
            .. ProfileNotes.Find(selection),
            judged.Verdict is null && FindNotJudged(bench, options) is { Severity: Severity.Warning } notJudged ? notJudged : null,
            FindUnoptimizedCode(selection, judged.Verdict),
            FindMissingSamples(bench, selection),
        ];
        return [.. findings.OfType<Diagnostic>()];
    }

    /// <summary>Why a benchmark without a verdict has none: a warning if that is not what was asked for.</summary>
    public static Diagnostic FindNotJudged(Bench bench, HarnessOptions options) =>
        !options.IsGateEnabled ? new Diagnostic(
            DiagnosticCodes.NotJudged, Severity.Info, $"{bench.Name} was not judged: the gate is turned off.")
        : options.BaselineUpdate != BaselineUpdate.None ? new Diagnostic(
            DiagnosticCodes.NotJudged, Severity.Info, $"{bench.Name} was not judged: its runs were recorded to become the baseline.")
        : new Diagnostic(
            DiagnosticCodes.BaselineMissing, Severity.Warning,
            $"{bench.Name} has no baseline yet, so nothing was judged.",
            "Accept these runs as the baseline with 'dotnet perfharness baseline accept'.");

    private static Diagnostic? FindUnoptimizedCode(SampleSelection selection, GateVerdict? verdict) =>
        verdict is { Compared: true } && UnoptimizedCode.ComputeShare(selection.Profile) is > NotableUnoptimizedShare and var share
            ? new Diagnostic(
                DiagnosticCodes.UnoptimizedCode, Severity.Info,
                string.Create(CultureInfo.InvariantCulture,
                    $"{share:0 %} of the samples are in code that the JIT compiler has not optimized yet, which varies between runs and hides ")
                + "small regressions.",
                "Let the benchmark run longer, and skip its start with --steady or --delay.")
            : null;

    private static Diagnostic? FindMissingSamples(Bench bench, SampleSelection selection) =>
        selection.Samples == 0
            ? new Diagnostic(
                DiagnosticCodes.NoSamples, Severity.Warning, $"{bench.Command} produced no samples.", "Let it run longer, or raise the frequency.")
            : null;
}
