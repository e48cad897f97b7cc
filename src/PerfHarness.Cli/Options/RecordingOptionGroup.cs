using System.CommandLine;
using System.Globalization;
using PerfHarness.Recording;

namespace PerfHarness.Cli.Options;

/// <summary>How a target is recorded.</summary>
internal sealed class RecordingOptionGroup
{
    private readonly Option<int?> _frequency = NumericOptions.CreateIntegerOption(
        "--frequency",
        ["-F"],
        string.Create(CultureInfo.InvariantCulture, $"Samples per second and CPU. [default: {RecordOptions.DefaultFrequency}]"),
        1,
        1_000_000);

    private readonly ChoiceOption<CallGraphMode> _callGraph = new(
        "--call-graph",
        "How call stacks are recorded.",
        CallGraphMode.FramePointer,
        ("fp", CallGraphMode.FramePointer),
        ("dwarf", CallGraphMode.Dwarf),
        ("lbr", CallGraphMode.LastBranchRecord),
        ("none", CallGraphMode.None));

    private readonly Option<int?> _maxStack = NumericOptions.CreateIntegerOption(
        "--max-stack", [], "Maximum number of frames of a stack. [default: kernel.perf_event_max_stack]", 1, 65_535);

    private readonly Option<string?> _event = new("--event", "-e")
    {
        HelpName = "event",
        Description = "Event, as named by 'perf list'. Default: cycles where available, else cpu-clock.",
    };

    private readonly Option<string?> _delay = NumericOptions.CreateTimeOption("--delay", "Time to skip after the start.");
    private readonly Option<string?> _duration = NumericOptions.CreateTimeOption(
        "--duration", "Time to record; the command is terminated afterwards.");

    private readonly Option<bool> _perCpu = new("--per-cpu")
    {
        Description = "Sample the CPUs and keep the command's samples, so that threads and processes of any length are seen "
            + "(needs kernel.perf_event_paranoid 0, or root).",
    };

    private readonly Option<bool> _userOnly = new("--user-only") { Description = "Leave out kernel samples." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_frequency, _callGraph, _maxStack, _event, _delay, _duration, _perCpu, _userOnly])
        {
            command.Add(option);
        }
    }

    /// <summary>The given options on top of <paramref name="defaults"/>.</summary>
    public RecordOptions CreateOptions(ParseResult parsed, RecordOptions defaults) => defaults with
    {
        Frequency = parsed.GetValue(_frequency) ?? defaults.Frequency,
        CallGraph = parsed.GetResult(_callGraph) is { Implicit: false } ? _callGraph.GetChoice(parsed) : defaults.CallGraph,
        MaxStack = parsed.GetValue(_maxStack) ?? defaults.MaxStack,
        Event = parsed.GetValue(_event) ?? defaults.Event,
        Delay = NumericOptions.ParseTime(parsed.GetValue(_delay)) ?? defaults.Delay,
        Duration = NumericOptions.ParseTime(parsed.GetValue(_duration)) ?? defaults.Duration,
        PerCpu = parsed.GetValue(_perCpu) || defaults.PerCpu,
        UserOnly = parsed.GetValue(_userOnly) || defaults.UserOnly,
    };
}
