using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Runs;

/// <summary>From what went wrong to the exit code that every host uses.</summary>
internal static class FailureExitCode
{
    /// <summary>3 profiling is impossible here, 5 the command failed, else 2: the codes' thousands say what sort they are.</summary>
    public static int From(DiagnosticCode code) => (code.Number / 1000) switch
    {
        3 => 3,
        5 => 5,
        _ => 2,
    };
}
