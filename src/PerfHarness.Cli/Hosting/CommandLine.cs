using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;

namespace PerfHarness.Cli.Hosting;

/// <summary>From the arguments to the exit code.</summary>
internal sealed class CommandLine(VerbList verbs)
{
    public async Task<int> RunAsync(string[] args)
    {
        using var terminal = new Terminal();
        // A verb that starts no process has nothing to clean up: Ctrl-C just ends it.
        using var interrupts = verbs.FindCalled(args) is { StartsProcesses: true } ? InterruptSource.Listen() : null;
        try
        {
            return await InvokeAsync(args, terminal, interrupts?.Token ?? CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupts is { Signal: not 0 })
        {
            terminal.Error.WriteLine("perfharness: interrupted; what was not finished is removed");
            return interrupts.ExitCode;
        }
        catch (Exception e)
        {
            return FailureReporter.Report(e, terminal);
        }
    }

    private async Task<int> InvokeAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var (ownArguments, command) = Split(args);
        var root = verbs.Build(ownArguments, new Invocation(terminal, command));
        // Function names and paths may start with '@': they are not response files.
        var parsed = root.Parse(ownArguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var isError = parsed.Action is ParseErrorAction;
        var isVerb = parsed.Action == parsed.CommandResult.Command.Action;
        IReadOnlyList<string> unknown = isError || isVerb ? UnknownOptions.Find(parsed, ownArguments) : [];
        if (isError || unknown.Count > 0)
        {
            ReportErrors(root, parsed, ownArguments, unknown, hasCommand: command is not null, terminal);
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

    private void ReportErrors(
        RootCommand root, ParseResult parsed, string[] ownArguments, IReadOnlyList<string> unknownOptions, bool hasCommand, Terminal terminal)
    {
        if (ownArguments.Length == 0)
        {
            root.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = terminal.Error });
            return;
        }

        var called = verbs.FindCalled(ownArguments);
        // The errors after an unknown verb are consequences of it.
        var isUnknownVerb = called is null && ownArguments[0] is not ['-', ..] and not ['[', ..];
        var messages = isUnknownVerb ? [$"unknown command '{ownArguments[0]}'."]
            : unknownOptions.Count > 0 ? unknownOptions.Select(option => $"unknown option '{option}'.{GetFileHint(option)}")
            : parsed.Errors.Select(error => error.Message.ReplaceLineEndings(" "));
        terminal.Report(messages.Select(message => new Diagnostic(DiagnosticCodes.UsageError, Severity.Error, message)));
        if (!hasCommand && called is { TakesCommand: true } && parsed.UnmatchedTokens.Count > 0)
        {
            terminal.Error.WriteLine("Put the command to start after '--', as in: dotnet perfharness run -- ./bench --iterations 200");
        }

        var verb = string.Concat(GetPath(parsed.CommandResult).Select(name => $" {name}"));
        terminal.Error.WriteLine($"See 'dotnet perfharness{verb} --help'.");
    }

    private static IEnumerable<string> GetPath(CommandResult result) =>
        result.Command is RootCommand ? []
        : result.Parent is CommandResult parent ? GetPath(parent).Append(result.Command.Name)
        : [result.Command.Name];

    private static string GetFileHint(string option) => File.Exists(option) ? $" The file of that name is './{option}'." : "";

    /// <summary>Separates the command after the first <c>--</c>, if the verb takes one: the parser never sees it.</summary>
    private (string[] OwnArguments, string[]? Command) Split(string[] args)
    {
        var at = Array.IndexOf(args, "--");
        return at < 0 || verbs.FindCalled(args) is not { TakesCommand: true } ? (args, null) : (args[..at], args[(at + 1)..]);
    }
}
