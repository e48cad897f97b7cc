using System.Reflection;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Hosting;

/// <summary>Turns an exception into one line and an exit code; into a stack trace only with PERFHARNESS_DEBUG=1.</summary>
internal static class FailureReporter
{
    public static int Report(Exception exception, Terminal terminal)
    {
        var failure = exception as PerfHarnessException;
        terminal.Report(failure?.Diagnostic ?? CreateDiagnostic(exception));
        if (Environment.GetEnvironmentVariable("PERFHARNESS_DEBUG") == "1")
        {
            terminal.Error.WriteLine(exception.ToString());
        }

        return failure is null ? ExitCode.Usage : ExitCode.From(failure.Diagnostic.Code);
    }

    private static Diagnostic CreateDiagnostic(Exception exception) => exception switch
    {
        IOException or UnauthorizedAccessException => new Diagnostic(DiagnosticCodes.OutputNotWritable, Severity.Error, exception.Message),
        _ => new Diagnostic(DiagnosticCodes.InternalError, Severity.Error,
            $"internal error in perfharness {Version}: {exception.GetType().Name}: {exception.Message}",
            "Set PERFHARNESS_DEBUG=1 for details, and please report it with the command line and the input."),
    };

    private static string Version =>
        typeof(FailureReporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";
}
