using System.CommandLine;
using System.CommandLine.Parsing;
using PerfHarness.Configuration;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Options;

/// <summary>What is done with the runs.</summary>
internal sealed class HarnessOptionGroup
{
    private readonly Option<string?> _output = new("--output", "-o")
    {
        HelpName = "folder",
        Description = $"Output folder, with a subfolder for each benchmark. [default: {HarnessOptions.DefaultOutputDirectory}]",
    };

    private readonly Option<bool> _accept = new("--accept-baseline")
    {
        Description = "Store the runs as the baseline; records 10 runs unless --runs is given.",
    };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "With --accept-baseline: store runs that are too short to judge, too.",
    };

    private readonly Option<bool> _noGate = new("--no-gate") { Description = "Do not compare or judge." };
    private readonly Option<bool> _require = new("--require-baseline") { Description = "Fail if there is no baseline." };
    private readonly Option<string?> _pin = new("--pin") { HelpName = "name", Description = "Compare with the pinned baseline of this name." };
    private readonly Option<int?> _maxRuns = NumericOptions.CreateIntegerOption(
        "--max-runs", [], "Maximum number of runs per side. Default: 20.", 1, 1000);

    private readonly Option<string?> _timeBudget = NumericOptions.CreateTimeOption("--time-budget", "Start no additional runs after this time.");
    private readonly Option<bool> _keepProgram = new("--keep-program")
    {
        Description = "With --accept-baseline: keep the program's files, to record it again when a later build has to be confirmed.",
    };

    private readonly Option<bool> _noConfirm = new("--no-confirm")
    {
        Description = "Judge by the stored baseline alone: do not record its program again.",
    };

    private readonly Option<bool> _learn = new("--learn")
    {
        Description = "Add the runs of the baseline's program to this machine's baseline when a build is confirmed.",
    };

    private readonly Option<bool> _keep = new("--keep") { Description = "Keep the recordings in the output folder." };

    public BaselineOptions Baselines { get; } = new();

    public PolicyOptions Policy { get; } = new();

    public SymbolOptions Symbols { get; } = new();

    public void AddTo(Command command)
    {
        command.Add(_output);
        Baselines.AddTo(command);
        foreach (var option in (Option[])[_accept, _force, _keepProgram, _noGate, _require, _noConfirm, _learn, _pin, _maxRuns, _timeBudget, _keep])
        {
            command.Add(option);
        }

        Policy.AddTo(command);
        Symbols.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_noGate) && result.GetValue(_require))
            {
                result.AddError("--no-gate and --require-baseline cannot be used together.");
            }

            if (result.GetValue(_force) && !result.GetValue(_accept))
            {
                result.AddError("--force requires --accept-baseline.");
            }

            if (result.GetValue(_accept) && result.GetValue(_pin) is not null)
            {
                result.AddError("--accept-baseline and --pin cannot be used together: accept the runs, then pin them with 'baseline pin'.");
            }

            if (result.GetValue(_noConfirm) && result.GetValue(_learn))
            {
                result.AddError("--no-confirm and --learn cannot be used together.");
            }

            if (result.GetValue(_keepProgram) && !result.GetValue(_accept))
            {
                result.AddError("--keep-program requires --accept-baseline.");
            }
        });
    }

    /// <summary>Whether <c>--keep-program</c> is given.</summary>
    public bool KeepsProgram(ParseResult parsed) => parsed.GetValue(_keepProgram);

    /// <summary>The first given option that applies to stored baselines only, or null.</summary>
    public string? FindStoredBaselineOption(CommandResult result) =>
        result.GetValue(_pin) is not null ? _pin.Name
        : new[] { _require, _noConfirm, _learn }.FirstOrDefault(option => result.GetValue(option))?.Name;

    /// <summary>The given options on top of <paramref name="defaults"/>.</summary>
    public HarnessOptions CreateOptions(ParseResult parsed, HarnessOptions defaults, ConfigurationFile? file) => defaults with
    {
        BaselineDirectory = Baselines.GetDirectory(parsed, file),
        OutputDirectory = parsed.GetValue(_output) ?? defaults.OutputDirectory,
        BaselineUpdate = parsed.GetValue(_accept) ? BaselineUpdate.Replace : defaults.BaselineUpdate,
        ForceAcceptance = parsed.GetValue(_force),
        IsGateEnabled = !parsed.GetValue(_noGate) && defaults.IsGateEnabled,
        RequireBaseline = parsed.GetValue(_require) || defaults.RequireBaseline,
        Confirms = !parsed.GetValue(_noConfirm) && defaults.Confirms,
        Learns = parsed.GetValue(_learn) || defaults.Learns,
        Pin = parsed.GetValue(_pin) ?? defaults.Pin,
        MaximumRuns = parsed.GetValue(_maxRuns) ?? defaults.MaximumRuns,
        TimeBudget = NumericOptions.ParseTime(parsed.GetValue(_timeBudget)) ?? defaults.TimeBudget,
        KeepRecordings = parsed.GetValue(_keep) || defaults.KeepRecordings,
        Policy = Policy.CreatePolicy(parsed, defaults.Policy),
        Import = Symbols.CreateOptions(parsed),
    };
}
