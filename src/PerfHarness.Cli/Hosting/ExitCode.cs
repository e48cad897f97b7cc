namespace PerfHarness.Cli.Hosting;

/// <summary>Exit codes of the command; fixed once released.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Regression = 1;
    public const int Usage = 2;
    public const int ProfilingImpossible = 3;
    public const int Inconclusive = 4;
    public const int CommandFailed = 5;
}
