using PerfHarness.BaselinePrograms;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>Says which two programs were recorded interleaved: a program that was compared with itself must be noticed.</summary>
internal static class ProgramComparison
{
    private const int ShortHashLength = 12;

    /// <param name="program">What is known of the candidate.</param>
    /// <param name="baselineCommit">The baseline's, or empty if unknown.</param>
    public static IEnumerable<Diagnostic> Describe(CommandTarget candidate, ProgramState program, CommandTarget baseline, string baselineCommit = "")
    {
        if (MainFile.Find(candidate) is not { } after || MainFile.Find(baseline) is not { } before)
        {
            yield break;
        }

        var (oldHash, newHash) = (ProgramFiles.Find(baseline)?.CreateManifest().ComputeHash(),
            (program.Program ?? ProgramFiles.Find(candidate)?.CreateManifest())?.ComputeHash());
        yield return new Diagnostic(
            DiagnosticCodes.ComparedPrograms, Severity.Info,
            $"compared: baseline {before.Path}{Format(oldHash)}, candidate {after.Path}{Format(newHash)}.");
        var isOtherCommit = baselineCommit.Length == 0 || baselineCommit != program.Commit || program.HasLocalChanges;
        if (oldHash is not null && oldHash == newHash && before.Path != after.Path && isOtherCommit)
        {
            yield return new Diagnostic(
                DiagnosticCodes.ComparedPrograms, Severity.Warning,
                "both sides are the same program: their files are identical, so that no difference between the builds was measured.",
                "Check that both were built from the commits that you mean.");
        }
    }

    private static string Format(string? hash) => hash is null ? "" : $" (sha256 {hash[..ShortHashLength]})";
}
