using PerfHarness.TestHosts;

namespace PerfHarness;

/// <summary>
/// Runs one test of the program's own assembly, with xUnit's own runner in the process, whatever entry point the assembly has. The
/// runner selects methods; of a theory's other cases, none is executed (<see cref="PerfGateAttribute.Before"/>).
/// </summary>
internal static class SingleTest
{
    private const string Runner = "Xunit.Runner.InProc.SystemConsole.ConsoleRunner, xunit.v3.runner.inproc.console";

    public static int Run(TestHostRequest request)
    {
        string[] arguments =
            ["-method", request.Method, "-explicit", "on", "-parallel", "none", "-noLogo", "-noColor", "-noAutoReporters", "-reporter", "default"];
        var run = Type.GetType(Runner, throwOnError: true)!.GetMethod("Run", [typeof(string[])])
            ?? throw new MissingMethodException(Runner, "Run");
        return ((Task<int>)run.Invoke(null, [arguments])!).GetAwaiter().GetResult();
    }
}
