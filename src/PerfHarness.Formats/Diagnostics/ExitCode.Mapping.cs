namespace PerfHarness.Formats.Diagnostics;

internal static partial class ExitCode
{
    // The worst first: a benchmark that does not run hides everything that it would have shown.
    private static readonly int[] BySeverity = [ProfilingImpossible, CommandFailed, Usage, Regression, Inconclusive];

    /// <summary>Of a failure: a code's thousands are its category.</summary>
    public static int From(DiagnosticCode code) => (code.Number / 1000) switch
    {
        3 => ProfilingImpossible,
        5 => CommandFailed,
        _ => Usage,
    };

    /// <summary>Of several results: the worst of theirs.</summary>
    public static int Combine(IEnumerable<int> codes)
    {
        var given = codes.ToHashSet();
        return Array.Find(BySeverity, given.Contains);
    }
}
