using System.CommandLine;
using System.Globalization;
using PerfHarness.Recording;

namespace PerfHarness.Cli.Options;

/// <summary>How to record, whatever is recorded.</summary>
internal sealed class RecordingOptionGroup
{
    private readonly Option<int?> _frequency = NumericOptions.CreateIntegerOption("--frequency", ["-F"],
        string.Create(CultureInfo.InvariantCulture, $"Samples a second and CPU. [default: {RecordOptions.DefaultFrequency}]"), 1, 1_000_000);

    private readonly ChoiceOption<CallGraphMode> _callGraph = new("--call-graph", "How callers are found.", CallGraphMode.FramePointer,
        ("fp", CallGraphMode.FramePointer), ("dwarf", CallGraphMode.Dwarf), ("lbr", CallGraphMode.LastBranchRecord), ("none", CallGraphMode.None));

    private readonly Option<string?> _event = new("--event", "-e") { HelpName = "event", Description = "As perf list spells it. Default: cycles where the machine counts them, else cpu-clock." };
    private readonly Option<string?> _delay = NumericOptions.CreateTimeOption("--delay", "Time after the start that is not recorded.");
    private readonly Option<string?> _duration = NumericOptions.CreateTimeOption("--duration", "Recorded time after which a run ends, and its command is ended.");
    private readonly Option<bool> _userOnly = new("--user-only") { Description = "Samples in the kernel are left out." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_frequency, _callGraph, _event, _delay, _duration, _userOnly])
        {
            command.Add(option);
        }
    }

    /// <summary>What was given, over what <paramref name="usual"/> says.</summary>
    public RecordOptions CreateOptions(ParseResult parsed, RecordOptions usual) => usual with
    {
        Frequency = parsed.GetValue(_frequency) ?? usual.Frequency,
        CallGraph = parsed.GetResult(_callGraph) is { Implicit: false } ? _callGraph.GetChoice(parsed) : usual.CallGraph,
        Event = parsed.GetValue(_event) ?? usual.Event,
        Delay = NumericOptions.ParseTime(parsed.GetValue(_delay)) ?? usual.Delay,
        Duration = NumericOptions.ParseTime(parsed.GetValue(_duration)) ?? usual.Duration,
        UserOnly = parsed.GetValue(_userOnly) || usual.UserOnly,
    };
}
