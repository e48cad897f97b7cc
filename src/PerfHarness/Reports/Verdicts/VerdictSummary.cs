using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Gating;

namespace PerfHarness.Reports.Verdicts;

/// <summary>
/// A verdict in one line, the same for every host: what was found and how sure that is, and what was screened and confirmed.
/// </summary>
internal static class VerdictSummary
{

    /// <summary>What follows the outcome, without a full stop; empty if there is nothing to say.</summary>
    public static string Create(GateVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return string.Join("; ", ((string?[])[DescribeReasons(verdict), DescribeScreening(verdict)]).Where(text => !string.IsNullOrEmpty(text)));
    }

    /// <summary>
    /// As in "screened against the baseline of 2026-11-20 (commit abc1234), confirmed with its kept files"; null without a stored baseline.
    /// </summary>
    public static string? DescribeScreening(GateVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        if (verdict.Screening is not { } screening)
        {
            return null;
        }

        var baseline = DescribeBaseline(screening);
        return screening switch
        {
            { NotComparable: { } reason, Program: { } program } =>
                $"not screened, because {baseline} was {reason.TrimEnd('.')}; confirmed interleaved with {program}",
            { Program: { } program } => $"screened against {baseline}, confirmed interleaved with {program}",
            { NotComparable: { } reason } => $"{baseline} was {reason.TrimEnd('.')}{DescribeObstacle(screening)}",
            { Obstacle: not null } => $"judged against {baseline} alone{DescribeObstacle(screening)}",
            _ => verdict.Outcome is GateOutcome.Pass or GateOutcome.Warning ? $"cleared against {baseline}" : $"judged against {baseline} alone",
        };
    }

    /// <summary>What the screen saw that it could not clear; null if it cleared the build, or there was none.</summary>
    public static string? DescribeScreen(GateVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict.Screening is { Verdict: { } screen } && screen.Plan.Reason.Length > 0
            ? string.Create(CultureInfo.InvariantCulture, $"the screen ({screen.BaselineRuns}+{screen.CandidateRuns} runs): {screen.Plan.Reason}")
            : null;
    }

    /// <summary>As in "the baseline of 2026-11-20 (commit abc1234)".</summary>
    private static string DescribeBaseline(Screening screening)
    {
        var day = screening.BaselineTime is { } time ? string.Create(CultureInfo.InvariantCulture, $" of {time.UtcDateTime:yyyy-MM-dd}") : "";
        var commit = screening.Commit.Length > 0 ? $" (commit {screening.ShortCommit})" : "";
        return $"the baseline{day}{commit}";
    }

    private static string DescribeObstacle(Screening screening) =>
        screening.Obstacle is { } obstacle ? $"; nothing could be confirmed: {obstacle.TrimEnd('.')}" : "";

    // Tables and messages have the functions that fail one by one.
    private static string DescribeReasons(GateVerdict verdict)
    {
        var failures = verdict.Failures.OrderByDescending(f => f.Difference).ToList();
        if (verdict.Outcome != GateOutcome.Fail || failures.Count == 0 || failures.Count != verdict.Reasons.Count)
        {
            return string.Join("; ", verdict.Reasons).TrimEnd('.');
        }

        var others = failures.Count switch
        {
            1 => "",
            2 => " and 1 more function",
            var count => $" and {NumberFormatter.FormatCount(count - 1)} more functions",
        };
        return $"{failures[0].Name.Name} {NumberFormatter.FormatShareChange(failures[0].Difference)}{others} ("
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{(verdict.Interleaved ? "interleaved" : "stored baseline")}, {verdict.BaselineRuns}+{verdict.CandidateRuns} runs, ")
            + $"adjusted p {NumberFormatter.FormatProbability(failures[0].AdjustedPValue)})";
    }
}
