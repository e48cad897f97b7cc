using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Runs;

/// <summary>What came of one benchmark of several.</summary>
/// <param name="Result">Null where it failed.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="ExitCode">As if it had been alone.</param>
internal sealed record SuiteEntry(string Bench, BenchResult? Result, Diagnostic? Failure, int ExitCode)
{
    // The worst first: a benchmark that does not run hides whatever it would have shown.
    private static readonly int[] ExitCodesBySeverity = [3, 5, 2, 1, 4];

    /// <summary>The exit code of them all.</summary>
    public static int CombineExitCodes(IEnumerable<SuiteEntry> results)
    {
        var codes = results.Select(result => result.ExitCode).ToHashSet();
        return Array.Find(ExitCodesBySeverity, codes.Contains);
    }
}
