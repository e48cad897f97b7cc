namespace PerfHarness.Formats.Diagnostics;

/// <summary>The exit codes of every host; fixed once released. The MSBuild task compiles this file too.</summary>
internal static partial class ExitCode
{
    public const int Success = 0;
    public const int Regression = 1;

    /// <summary>Usage, configuration or unreadable input.</summary>
    public const int Usage = 2;
    public const int ProfilingImpossible = 3;
    public const int Inconclusive = 4;

    /// <summary>The profiled command failed.</summary>
    public const int CommandFailed = 5;
}
