using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PerfHarness.Recording;

namespace PerfHarness.Cli.Options;

/// <summary>How a target is recorded. perf's spellings of the same settings are understood.</summary>
internal sealed class RecordingOptionGroup
{
    private readonly Option<int?> _frequency = NumericOptions.CreateIntegerOption(
        "--frequency",
        ["-F", "--freq"],
        string.Create(
            CultureInfo.InvariantCulture,
            $"Samples per second and CPU. Default: {RecordOptions.DefaultFrequency} for clocks and counters; "
            + $"faults, switches, tracepoints and probes are recorded each."),
        1,
        1_000_000);

    private readonly Option<int?> _count = NumericOptions.CreateIntegerOption(
        "--count", ["-c"], "One sample for every n occurrences, cycles or (of a clock) nanoseconds.", 1, int.MaxValue);

    private readonly CallGraphOption _callGraph = new();
    private readonly Option<int?> _maxStack = NumericOptions.CreateIntegerOption(
        "--max-stack", [], "Maximum number of frames of a stack. [default: kernel.perf_event_max_stack]", 1, 65_535);

    private readonly Option<string[]> _events = new("--event", "-e")
    {
        HelpName = "event",
        Description = "Event, as named by 'events' and 'perf list'; several separated by commas, or repeated. "
            + "Default: cycles where available, else cpu-clock.",
    };

    private readonly Option<string[]> _filters = new("--filter")
    {
        HelpName = "condition",
        Description = "Condition on the fields of the tracepoint before it, as in 'common_pid != 1'.",
    };

    private readonly Option<bool> _offCpu = new("--off-cpu")
    {
        Description = "Record also where threads are off the CPUs, and for how long: --event off-cpu of the verbs that read recordings.",
    };

    private readonly BufferOption _buffer = new();
    private readonly Option<string?> _delay = NumericOptions.CreateTimeOption("--delay", "Time to skip after the start.");
    private readonly Option<string?> _duration = NumericOptions.CreateTimeOption(
        "--duration", "Time to record; the command is terminated afterwards.");

    private readonly Option<bool> _perCpu = new("--per-cpu")
    {
        Description = "Sample the CPUs and keep the command's samples, so that threads and processes of any length are seen "
            + "(needs kernel.perf_event_paranoid 0, or root).",
    };

    private readonly Option<bool> _userOnly = new("--user-only", "--all-user") { Description = "Leave out kernel samples." };
    private readonly Option<bool> _kernelOnly = new("--kernel-only", "--all-kernel") { Description = "Kernel samples only." };
    private readonly Option<bool> _noBuildIdCache = new("-N", "--no-buildid-cache")
    {
        Description = "Copy no binaries to perf's cache, which is never done.", Hidden = true,
    };

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _frequency, _count, _maxStack, _events, _filters, _offCpu, _delay, _duration, _perCpu, _userOnly, _kernelOnly, _noBuildIdCache,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }

        _callGraph.AddTo(command);
        _buffer.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_frequency) is { Implicit: false } && result.GetResult(_count) is { Implicit: false })
            {
                result.AddError("--frequency and --count cannot be used together.");
            }

            if (result.GetValue(_userOnly) && result.GetValue(_kernelOnly))
            {
                result.AddError("--user-only and --kernel-only cannot be used together.");
            }

            if (result.GetResult(_filters) is { Implicit: false } && result.GetResult(_events) is not { Implicit: false })
            {
                result.AddError("--filter needs the tracepoint that it filters before it: -e sched:sched_switch --filter 'prev_pid != 0'.");
            }
        });
    }

    /// <summary>The given options on top of <paramref name="defaults"/>.</summary>
    public RecordOptions CreateOptions(ParseResult parsed, RecordOptions defaults)
    {
        var frequency = parsed.GetValue(_frequency);
        var events = parsed.GetValue(_events) is { Length: > 0 } given ? string.Join(',', given) : null;
        return defaults with
        {
            Frequency = frequency ?? defaults.Frequency,
            SampleOccurrences = frequency is not null || defaults.SampleOccurrences,
            Period = frequency is null ? parsed.GetValue(_count) ?? defaults.Period : null,
            CallGraph = _callGraph.GetMode(parsed) ?? defaults.CallGraph,
            DwarfStackBytes = _callGraph.GetStackBytes(parsed) ?? defaults.DwarfStackBytes,
            MaxStack = parsed.GetValue(_maxStack) ?? defaults.MaxStack,
            Event = events ?? defaults.Event,
            Filters = events is null ? defaults.Filters : FindFilters(parsed),
            OffCpu = parsed.GetValue(_offCpu) || defaults.OffCpu,
            BufferPages = _buffer.GetPages(parsed) ?? defaults.BufferPages,
            Delay = NumericOptions.ParseTime(parsed.GetValue(_delay)) ?? defaults.Delay,
            Duration = NumericOptions.ParseTime(parsed.GetValue(_duration)) ?? defaults.Duration,
            PerCpu = parsed.GetValue(_perCpu) || defaults.PerCpu,
            UserOnly = parsed.GetValue(_userOnly) || defaults.UserOnly,
            KernelOnly = parsed.GetValue(_kernelOnly) || defaults.KernelOnly,
        };
    }

    // A filter belongs to the events of the -e before it, so that the order of the arguments counts.
    private Dictionary<string, string> FindFilters(ParseResult parsed)
    {
        var filters = new Dictionary<string, string>(StringComparer.Ordinal);
        var (option, events) = ("", "");
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.Option)
            {
                option = token.Value;
            }
            else if (option == _events.Name || _events.Aliases.Contains(option))
            {
                events = token.Value;
            }
            else if (option == _filters.Name)
            {
                foreach (var name in EventTerms.Split(events))
                {
                    filters[name] = filters.TryGetValue(name, out var earlier) ? $"({earlier}) && ({token.Value})" : token.Value;
                }
            }
        }

        return filters;
    }
}
