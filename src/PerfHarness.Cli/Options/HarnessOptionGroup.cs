using System.CommandLine;
using System.CommandLine.Parsing;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary>What is done with the runs.</summary>
internal sealed class HarnessOptionGroup
{
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "folder", Description = $"Folder of the outputs; each benchmark gets one in it. [default: {HarnessOptions.DefaultOutputDirectory}]" };
    private readonly Option<bool> _accept = new("--accept-baseline") { Description = "The runs become the baseline: 10 of them, where --runs says nothing else." };
    private readonly Option<bool> _noGate = new("--no-gate") { Description = "Nothing is compared or judged." };
    private readonly Option<bool> _require = new("--require-baseline") { Description = "A missing baseline is an error." };
    private readonly Option<string?> _pin = new("--pin") { HelpName = "name", Description = "Compare with the pinned baseline of this name." };
    private readonly Option<int?> _maxRuns = NumericOptions.CreateIntegerOption("--max-runs", [], "Most runs a side, however open the verdict is. Default: 20.", 1, 1000);
    private readonly Option<string?> _timeBudget = NumericOptions.CreateTimeOption("--time-budget", "No further runs are begun for more evidence after this time.");
    private readonly Option<bool> _keep = new("--keep") { Description = "The recordings stay, in the folder of outputs." };

    public BaselineOptions Baselines { get; } = new();

    public PolicyOptions Policy { get; } = new();

    public SymbolOptions Symbols { get; } = new();

    public void AddTo(Command command)
    {
        command.Add(_output);
        Baselines.AddTo(command);
        foreach (var option in (Option[])[_accept, _noGate, _require, _pin, _maxRuns, _timeBudget, _keep])
        {
            command.Add(option);
        }

        Policy.AddTo(command);
        Symbols.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_noGate) && result.GetValue(_require))
            {
                result.AddError("--no-gate and --require-baseline contradict each other.");
            }
        });
    }

    /// <summary>The first option given that speaks of a stored baseline as the old side, or null.</summary>
    public string? FindStoredBaselineOption(CommandResult result) => result.GetValue(_pin) is not null ? _pin.Name : result.GetValue(_require) ? _require.Name : null;

    /// <summary>What was given, over what <paramref name="usual"/> says.</summary>
    public HarnessOptions CreateOptions(ParseResult parsed, HarnessOptions usual) => usual with
    {
        OutputDirectory = parsed.GetValue(_output) ?? usual.OutputDirectory,
        BaselineUpdate = parsed.GetValue(_accept) ? BaselineUpdate.Replace : usual.BaselineUpdate,
        IsGateEnabled = !parsed.GetValue(_noGate) && usual.IsGateEnabled,
        RequireBaseline = parsed.GetValue(_require) || usual.RequireBaseline,
        Pin = parsed.GetValue(_pin) ?? usual.Pin,
        MaximumRuns = parsed.GetValue(_maxRuns) ?? usual.MaximumRuns,
        TimeBudget = NumericOptions.ParseTime(parsed.GetValue(_timeBudget)) ?? usual.TimeBudget,
        KeepRecordings = parsed.GetValue(_keep) || usual.KeepRecordings,
        Policy = Policy.CreatePolicy(parsed, usual.Policy),
        Import = Symbols.CreateOptions(parsed),
    };
}
