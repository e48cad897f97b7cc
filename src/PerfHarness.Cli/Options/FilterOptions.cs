using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Cli.Options;

/// <summary>Which samples a verb analyzes.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string?> _event = new("--event-filter", "--event")
    {
        HelpName = "name",
        Description = "Only samples of this event; of a recording with --off-cpu also off-cpu, and wall-clock for both times. "
            + "Default: the first event with samples.",
    };

    private readonly Option<int?> _process = new("--process") { HelpName = "pid", Description = "Only samples of this process." };
    private readonly Option<int?> _thread = new("--thread") { HelpName = "tid", Description = "Only samples of this thread." };
    private readonly Option<string?> _comm = new("--comm") { HelpName = "name", Description = "Only samples of threads with this command name." };
    private readonly Option<string?> _time = new("--time")
    {
        HelpName = "from,to",
        Description = "Only samples in this time window, in seconds as printed by 'perf script'; either end may be empty.",
    };

    private readonly ChoiceOption<ExecutionMode> _mode = new(
        "--mode",
        "Only samples in user mode or kernel mode.",
        ExecutionMode.Both,
        ("both", ExecutionMode.Both),
        ("user", ExecutionMode.User),
        ("kernel", ExecutionMode.Kernel));

    private readonly Option<int?> _run = new("--run") { HelpName = "n", Description = "Only samples of the n-th input or run (1-based)." };

    public FilterOptions() => _mode.Aliases.Add("--side");

    private Option[] All => [_event, _process, _thread, _comm, _time, _mode, _run];

    public void AddTo(Command command)
    {
        _time.Validators.Add(ValidateTime);
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>The import must keep the samples' times.</summary>
    public bool NeedsTimes(ParseResult parsed) => parsed.GetValue(_time) is not null;

    public bool IsGiven(CommandResult result) => All.Any(option => result.GetResult(option) is { Implicit: false });

    public SampleFilter CreateFilter(ParseResult parsed)
    {
        var (from, to) = ParseWindow(parsed.GetValue(_time) ?? ",") ?? default;
        return new SampleFilter
        {
            Event = parsed.GetValue(_event),
            Pid = parsed.GetValue(_process),
            Tid = parsed.GetValue(_thread),
            Command = parsed.GetValue(_comm),
            From = from,
            To = to,
            Mode = _mode.GetChoice(parsed),
            Run = parsed.GetValue(_run) is { } run ? new RunId(run - 1) : null,
        };
    }

    private static void ValidateTime(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } text && ParseWindow(text) is null)
        {
            result.AddError($"'{text}' is not a valid time window; use seconds, as in --time 12.5,13 or --time ,13");
        }
    }

    private static (long? From, long? To)? ParseWindow(string text)
    {
        var parts = text.Split(',');
        return parts.Length == 2 && TryParseSeconds(parts[0], out var from) && TryParseSeconds(parts[1], out var to) ? (from, to) : null;
    }

    private static bool TryParseSeconds(string text, out long? nanoseconds)
    {
        nanoseconds = null;
        if (text.Length == 0)
        {
            return true;
        }

        // Decimal, because days in nanoseconds have more digits than a double.
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > 9_000_000_000m)
        {
            return false;
        }

        nanoseconds = (long)(seconds * 1_000_000_000m);
        return true;
    }
}
