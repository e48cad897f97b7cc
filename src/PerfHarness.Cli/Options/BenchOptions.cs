using System.CommandLine;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary>What a benchmark is and how often it runs.</summary>
/// <param name="runsDescription">Description of <c>--runs</c>.</param>
/// <param name="minRuns">Minimum of <c>--runs</c>.</param>
internal sealed class BenchOptions(
    string runsDescription = "Exact number of recorded runs. Default: 5, and more while the verdict is undecided.", int minRuns = 1)
{
    private readonly Option<string?> _name = new("--name")
    {
        HelpName = "text",
        Description = "Name of the benchmark, its baseline and its output folder. Default: the program's name.",
    };

    private readonly Option<int?> _runs = NumericOptions.CreateIntegerOption("--runs", [], runsDescription, minRuns, 1000);
    private readonly Option<int?> _warmups = NumericOptions.CreateIntegerOption(
        "--warmups", [], "Warm-up runs, which are not recorded. [default: 1]", 0, 1000);

    private readonly Option<string?> _timeout = NumericOptions.CreateTimeOption("--timeout", "Time limit for one run.");
    private readonly Option<bool> _steady = new("--steady")
    {
        Description = "Detect the steady state in an extra run, and start recording there.",
    };

    private readonly Option<string[]> _inputs = new("--input")
    {
        HelpName = "pattern",
        Description = "Input files of the benchmark; a baseline recorded with different files has different conditions (may be repeated).",
    };

    private readonly RecordingOptionGroup _recording = new();
    private readonly TargetOptions _target = new();
    private readonly LoadOptions _load = new();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_name, _runs, _warmups, _timeout, _steady, _inputs])
        {
            command.Add(option);
        }

        _recording.AddTo(command);
        _target.AddTo(command);
        _load.AddTo(command);
    }

    /// <summary>The value of <c>--name</c>, or null.</summary>
    public string? GetName(ParseResult parsed) => parsed.GetValue(_name);

    /// <summary>The value of <c>--runs</c>, or null.</summary>
    public int? GetRuns(ParseResult parsed) => parsed.GetValue(_runs);

    /// <param name="commandLine">Program and arguments, unchanged.</param>
    public Bench CreateBench(ParseResult parsed, IReadOnlyList<string>? commandLine)
    {
        var command = _target.CreateTarget(parsed, commandLine);
        return Apply(parsed, new Bench { Name = Bench.GetDefaultName(command), Command = command });
    }

    /// <summary>The benchmark of <c>perfharness.json</c> with the options of the command line, which override it.</summary>
    public Bench Apply(ParseResult parsed, Bench bench) => bench with
    {
        Name = parsed.GetValue(_name) ?? bench.Name,
        Command = _load.Apply(parsed, _target.Apply(parsed, bench.Command)),
        BaselineCommand = bench.BaselineCommand is { } baseline ? _load.Apply(parsed, _target.Apply(parsed, baseline)) : null,
        Runs = parsed.GetValue(_runs) ?? bench.Runs,
        Warmups = parsed.GetValue(_warmups) ?? bench.Warmups,
        Timeout = NumericOptions.ParseTime(parsed.GetValue(_timeout)) ?? bench.Timeout,
        DetectSteadyState = parsed.GetValue(_steady) || bench.DetectSteadyState,
        Inputs = parsed.GetValue(_inputs) is { Length: > 0 } inputs ? new InputFiles(Directory.GetCurrentDirectory(), inputs) : bench.Inputs,
        Recording = _recording.CreateOptions(parsed, bench.Recording),
    };
}
