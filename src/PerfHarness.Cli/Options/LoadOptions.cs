using System.CommandLine;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording;
using PerfHarness.Recording.Servers;
using ShellText = PerfHarness.Processes.ShellText;
using Signals = PerfHarness.Processes.Signals;

namespace PerfHarness.Cli.Options;

/// <summary>A command that is a server, and the load under which it is recorded.</summary>
internal sealed class LoadOptions
{
    private readonly Option<string?> _load = new("--load")
    {
        HelpName = "command line",
        Description = "The command is a server: start it, wait until it is ready, record it while this load runs, and stop it. "
            + "Quotes group words; no shell reads the line.",
    };

    private readonly Option<int?> _port = NumericOptions.CreateIntegerOption(
        "--ready-port", [], "The server is ready when it listens on this TCP port.", 1, 65_535);

    private readonly Option<string?> _text = new("--ready-text")
    {
        HelpName = "text",
        Description = "The server is ready when its output has this text.",
    };

    private readonly Option<string?> _address = new("--ready-http")
    {
        HelpName = "url",
        Description = "The server is ready when a request to this address is answered with 2xx.",
    };

    private readonly Option<string?> _timeout = NumericOptions.CreateTimeOption(
        "--ready-timeout", "How long the server may take to be ready, 30 s by default.");

    private readonly Option<string?> _signal = new("--stop-signal")
    {
        HelpName = "signal",
        Description = "Asks the server to end after the load, by name or number; SIGTERM and SIGKILL follow. [default: SIGTERM]",
    };

    public void AddTo(Command command)
    {
        _text.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 }])
            {
                result.AddError("--ready-text must not be empty.");
            }
        });
        _address.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && Readiness.ParseAddress(text) is null)
            {
                result.AddError($"--ready-http must be an address such as http://localhost:5000/health, not '{text}'.");
            }
        });
        _signal.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && Signals.Parse(text) is null)
            {
                result.AddError($"--stop-signal must be a signal such as SIGINT, TERM or 2, not '{text}'.");
            }
        });
        foreach (var option in (Option[])[_load, _port, _text, _address, _timeout, _signal])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool[] given = [result.GetValue(_port) is not null, result.GetValue(_text) is not null, result.GetValue(_address) is not null];
            if (given.Count(isGiven => isGiven) > 1)
            {
                result.AddError("only one of --ready-port, --ready-text and --ready-http can be used.");
            }
        });
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_load) is not null;

    /// <summary>The given options on top of the command's load.</summary>
    /// <exception cref="PerfHarnessException">There is no load, or nothing that shows when it may begin.</exception>
    public CommandTarget Apply(ParseResult parsed, CommandTarget command)
    {
        var words = parsed.GetValue(_load) is { } line ? ShellText.Split(line) : null;
        var readiness = CreateReadiness(parsed, command.Load?.Readiness ?? new Readiness());
        if (words is null && command.Load is null)
        {
            return FindGiven(parsed) is not { } option ? command : throw new PerfHarnessException(
                DiagnosticCodes.UsageError, $"{option} requires --load.",
                "It is for a server, as in: --load 'memcslap -s localhost' --ready-port 11211");
        }

        if (words is { Count: 0 })
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, "the command line of --load is empty.");
        }

        if (readiness is { Port: null, Text: null, Address: null })
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError, "--load requires --ready-port, --ready-text or --ready-http.",
                "They say when the server is ready for its load.");
        }

        var load = words is null ? command.Load! : new ServerLoad(words[0], [.. words.Skip(1)])
        {
            Readiness = readiness,
            WorkingDirectory = Directory.GetCurrentDirectory(),
            StopSignal = command.Load?.StopSignal ?? ServerLoad.DefaultStopSignal,
        };
        var signal = parsed.GetValue(_signal) is { } text ? Signals.Parse(text)!.Value : load.StopSignal;
        return command with { Load = load with { Readiness = readiness, StopSignal = signal } };
    }

    private Readiness CreateReadiness(ParseResult parsed, Readiness configured)
    {
        var given = new Readiness
        {
            Port = parsed.GetValue(_port),
            Text = parsed.GetValue(_text),
            Address = parsed.GetValue(_address) is { } address ? Readiness.ParseAddress(address) : null,
        };
        return (given is { Port: null, Text: null, Address: null } ? configured : given) with
        {
            Timeout = NumericOptions.ParseTime(parsed.GetValue(_timeout)) ?? configured.Timeout,
        };
    }

    private string? FindGiven(ParseResult parsed) =>
        new Option[] { _port, _text, _address, _timeout, _signal }.FirstOrDefault(option => parsed.GetResult(option) is not null)?.Name;
}
