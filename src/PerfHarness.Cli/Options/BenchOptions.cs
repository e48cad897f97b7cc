using System.CommandLine;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary>What a benchmark is and how often it runs.</summary>
/// <param name="runs">What <c>--runs</c> says of itself.</param>
internal sealed class BenchOptions(string runs = "Recorded runs, exactly. Default: 5, and more while the verdict is open.", int fewest = 1)
{
    private readonly Option<string?> _name = new("--name") { HelpName = "text", Description = "Name of the benchmark: of its baseline and its folder of outputs. Default: the program's." };
    private readonly Option<int?> _runs = NumericOptions.CreateIntegerOption("--runs", [], runs, fewest, 1000);
    private readonly Option<int?> _warmups = NumericOptions.CreateIntegerOption("--warmups", [], "Runs before them that are not recorded. [default: 1]", 0, 1000);
    private readonly Option<string?> _timeout = NumericOptions.CreateTimeOption("--timeout", "Longest time for one run.");
    private readonly Option<bool> _steady = new("--steady") { Description = "Find where the profile becomes steady, in a run of its own, and begin each run there." };
    private readonly Option<string[]> _inputs = new("--input") { HelpName = "pattern", Description = "Files that the benchmark reads: a baseline with others is of other conditions. May be given several times." };
    private readonly RecordingOptionGroup _recording = new();

    public TargetOptions Target { get; } = new();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_name, _runs, _warmups, _timeout, _steady, _inputs])
        {
            command.Add(option);
        }

        _recording.AddTo(command);
        Target.AddTo(command);
    }

    public Bench CreateBench(ParseResult parsed, IReadOnlyList<string>? words)
    {
        var command = Target.CreateTarget(parsed, words);
        return Apply(parsed, new Bench { Name = Bench.GetDefaultName(command), Command = command });
    }

    /// <summary>What was given, over what the benchmark says.</summary>
    public Bench Apply(ParseResult parsed, Bench bench) => bench with
    {
        Name = parsed.GetValue(_name) ?? bench.Name,
        Runs = parsed.GetValue(_runs) ?? bench.Runs,
        Warmups = parsed.GetValue(_warmups) ?? bench.Warmups,
        Timeout = NumericOptions.ParseTime(parsed.GetValue(_timeout)) ?? bench.Timeout,
        DetectSteadyState = parsed.GetValue(_steady) || bench.DetectSteadyState,
        Inputs = parsed.GetValue(_inputs) is { Length: > 0 } inputs ? new InputFiles(Directory.GetCurrentDirectory(), inputs) : bench.Inputs,
        Recording = _recording.CreateOptions(parsed, bench.Recording),
    };
}
