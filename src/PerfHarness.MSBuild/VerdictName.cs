using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.MSBuild;

/// <summary>The command's exit code as the metadata <c>Verdict</c>.</summary>
internal static class VerdictName
{
    public const string Skipped = "skipped";

    /// <summary>There was nothing to judge by, or the gate was turned off.</summary>
    public const string NotJudged = "notJudged";
    private const string Failed = "failed";

    public static string From(int exitCode) => exitCode switch
    {
        ExitCode.Success => "pass",
        ExitCode.Regression => "regression",
        ExitCode.ProfilingImpossible => "unavailable",
        ExitCode.Inconclusive => "inconclusive",
        _ => Failed,
    };

    /// <summary>The command reports why by itself.</summary>
    public static bool IsExplained(int exitCode) => From(exitCode) != Failed;

    /// <summary>The next benchmark may fare better: neither the command line nor the command itself is at fault.</summary>
    public static bool CanContinue(int exitCode) => IsExplained(exitCode) || exitCode == ExitCode.CommandFailed;
}
