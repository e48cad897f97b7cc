using System.CommandLine;
using System.CommandLine.Invocation;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;

namespace PerfHarness.Cli.Hosting;

/// <summary>From the arguments to the exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        using var terminal = new Terminal();
        // What starts no process has nothing to clean up: Ctrl-C just ends it.
        using var interrupts = VerbList.FindCalled(args) is { StartsProcesses: true } ? InterruptSource.Listen() : null;
        try
        {
            return await InvokeAsync(args, terminal, interrupts?.Token ?? CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupts is { Signal: not 0 })
        {
            return interrupts.ExitCode;
        }
        catch (Exception e)
        {
            return FailureReporter.Report(e, terminal);
        }
    }

    private static async Task<int> InvokeAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var (own, command) = Split(args);
        var root = VerbList.Build(own, new Invocation(terminal, command));
        // Function names and paths may start with '@': they are no response files.
        var parsed = root.Parse(own, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            if (own.Length == 0)
            {
                root.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = terminal.Error });
                return ExitCode.Usage;
            }

            // Behind a verb that does not exist nothing else can be right either.
            var unknown = VerbList.FindCalled(own) is null && own[0] is not ['-', ..] and not ['[', ..];
            foreach (var error in unknown ? [] : parsed.Errors)
            {
                terminal.Report(new Diagnostic(DiagnosticCodes.UsageError, Severity.Error, error.Message.ReplaceLineEndings(" ")));
            }

            if (unknown)
            {
                terminal.Report(new Diagnostic(DiagnosticCodes.UsageError, Severity.Error, $"there is no verb '{own[0]}'."));
            }

            if (command is null && VerbList.FindCalled(own) is { TakesCommand: true } && parsed.UnmatchedTokens.Count > 0)
            {
                terminal.Error.WriteLine("A command to start stands behind --, as in: dotnet perfharness run -- ./bench --iterations 200");
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
        return at < 0 || VerbList.FindCalled(args) is not { TakesCommand: true } ? (args, null) : (args[..at], args[(at + 1)..]);
    }
}
