using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using PerfHarness.Diagnostics;

namespace PerfHarness.Cli.Hosting;

/// <summary>From the arguments to the exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        using var terminal = new Terminal();
        using var cancellation = new CancellationTokenSource();
        var interrupted = 0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel);
        try
        {
            return await InvokeAsync(args, terminal, cancellation.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodeOf((PosixSignal)Volatile.Read(ref interrupted));
        }
        catch (Exception e)
        {
            return Failure.Report(e, terminal);
        }

        void Cancel(PosixSignalContext context)
        {
            // The second time the default holds: whoever insists gets out at once.
            context.Cancel = Interlocked.CompareExchange(ref interrupted, (int)context.Signal, 0) == 0;
            if (context.Cancel)
            {
                cancellation.Cancel();
            }
        }
    }

    private static async Task<int> InvokeAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var (own, command) = Split(args);
        var root = Verbs.Build(own, new Invocation(terminal, command));
        // Function names and paths may start with '@': they are no response files.
        var parsed = root.Parse(own, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            if (own.Length == 0)
            {
                root.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = terminal.Error });
                return ExitCode.Usage;
            }

            foreach (var error in parsed.Errors)
            {
                terminal.Report(new Diagnostic(DiagnosticCodes.Usage, Severity.Error, error.Message));
            }

            var verb = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
            terminal.Error.WriteLine($"See 'dotnet perfharness{verb} --help'.");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = terminal.Output,
            Error = terminal.Error,
        }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Cuts the command after the first <c>--</c> off, where the verb takes one: the parser never sees it.</summary>
    private static (string[] Own, string[]? Command) Split(string[] args)
    {
        var at = Array.IndexOf(args, "--");
        return at < 0 || Verbs.Called(args) is not { TakesCommand: true } ? (args, null) : (args[..at], args[(at + 1)..]);
    }

    private static int ExitCodeOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGTERM => 128 + 15,
        PosixSignal.SIGHUP => 128 + 1,
        _ => ExitCode.Interrupted,
    };
}
