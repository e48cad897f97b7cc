using System.CommandLine;
using PerfHarness.Cli.Hosting;
using PerfHarness.Counters;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Options;

/// <summary>
/// Where counts go and in which form: perf's text, perf's CSV (<c>-x</c>) or JSON. A file whose name ends in <c>.json</c> gets JSON;
/// then the text is still shown.
/// </summary>
internal sealed class StatOutputOptions
{
    private readonly Option<string?> _path = new("--output", "-o")
    {
        HelpName = "file",
        Description = "Write to this file: the text, or JSON if its name ends in .json. Default: standard output, also '-'.",
    };

    private readonly Option<bool> _append = new("--append") { Description = "Append to the file of -o." };
    private readonly Option<string?> _separator = new("--field-separator", "-x")
    {
        HelpName = "separator",
        Description = "Write perf's fields with this separator instead of the text, as in -x, or -x ';' or -x '\\t'.",
    };

    private readonly Option<bool> _json = new("--json", "-j")
    {
        Description = "Write the values of all runs as JSON instead of the text; with -I, a line for each interval.",
    };

    private readonly Option<bool> _zeros = new("--show-zeros")
    {
        Description = "Show the events that did not occur, too, where a pattern matched many.",
    };

    private readonly Option<bool> _grouped = new("--big-num", "-B") { Description = "Separate the thousands of large numbers: the default." };
    private readonly Option<bool> _plain = new("--no-big-num") { Description = "Do not separate the thousands of large numbers." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_path, _append, _separator, _json, _zeros, _grouped, _plain])
        {
            command.Add(option);
        }
    }

    /// <summary>Opens the output before anything is counted, so that its counting is not in vain.</summary>
    /// <param name="command">What is counted, for JSON.</param>
    /// <param name="events">As given to <c>-e</c>.</param>
    public StatOutput Open(ParseResult parsed, Terminal terminal, string command, IReadOnlyList<string> events)
    {
        var path = parsed.GetValue(_path) is { } given && given != "-" ? given : null;
        var separator = parsed.GetValue(_separator);
        if (separator is "" || (separator is not null && parsed.GetValue(_json)))
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError, separator is "" ? "-x needs a separator." : "--json and -x cannot be used together.");
        }

        if (path is null && parsed.GetValue(_append))
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, "--append needs -o with the name of a file.");
        }

        var isJson = parsed.GetValue(_json) || (separator is null && path?.EndsWith(".json", StringComparison.OrdinalIgnoreCase) == true);
        OutputFileOption.Prepare(path);
        return new StatOutput(terminal, path)
        {
            Appends = parsed.GetValue(_append),
            Separator = separator == "\\t" ? "\t" : separator,
            IsJson = isJson,
            Command = command,
            Events = events,
            ShowsZeros = parsed.GetValue(_zeros),
            GroupsDigits = parsed.GetValue(_grouped) || !parsed.GetValue(_plain),
        };
    }
}
