using System.CommandLine;
using System.Globalization;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Cli.Options;

/// <summary>The gate's policy on the command line, on top of that of <c>perfharness.json</c>.</summary>
internal sealed class PolicyOptions
{
    private readonly Option<string[]> _thresholds = new(GateSetting.Threshold.Option)
    {
        HelpName = "pp|pattern=pp",
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"{GateSetting.Threshold.Description.TrimEnd('.')}; with a pattern, only for matching functions ")
            + string.Create(CultureInfo.InvariantCulture, $"(may be repeated). [default: {GateSetting.Threshold.Default}]"),
    };

    private readonly Option<string?> _alpha = new("--alpha")
    {
        HelpName = "p",
        Description = "Probability of a false failure over all functions and stages. [default: 0.001]",
    };

    private readonly Option<string[]> _stages = new("--stages")
    {
        HelpName = "runs[:p],...",
        Description = "Numbers of runs per side at which the data is analyzed, with the error probability of each analysis. "
            + "[default: 5:0.0002,10:0.0003,20:0.0005]",
    };

    private readonly Option<string[]> _budgets = new("--budget")
    {
        HelpName = "pattern=percent",
        Description = "Maximum share of the matching functions together, as in 'System.Text.RegularExpressions.*=5', or =never (may be repeated).",
    };

    private readonly Option<string[]> _ignored = new("--ignore")
    {
        HelpName = "pattern",
        Description = "Functions that are never failures (may be repeated).",
    };

    private readonly Option<string[]> _waivers = new("--waive")
    {
        HelpName = "pattern=date:reason",
        Description = "Accept a regression until a date, as in 'Acme.Parser.*=2026-12-31:known' (may be repeated).",
    };

    private readonly Option<string[]> _failOn = new("--fail-on")
    {
        HelpName = "regression|budget|total|none",
        Description = "What makes the verdict a failure, separated by commas. [default: all]",
    };

    private readonly ChoiceOption<InconclusiveAs> _inconclusive = new(
        "--treat-inconclusive-as",
        "Result when the data is not conclusive: exit code 4, or as given.",
        InconclusiveAs.Inconclusive,
        ("inconclusive", InconclusiveAs.Inconclusive),
        ("pass", InconclusiveAs.Pass),
        ("warn", InconclusiveAs.Warn),
        ("fail", InconclusiveAs.Fail));

    private readonly Option<bool> _noKernel = new("--no-kernel") { Description = "Do not judge kernel functions." };
    private readonly Option<bool> _noRuntime = new("--no-runtime") { Description = "Do not judge functions of the .NET runtime itself." };
    private readonly Option<bool> _merge = new("--merge-generics") { Description = "Judge all instantiations of a generic function as one." };

    /// <summary>The settings that are plain numbers; <c>--threshold</c> also takes patterns and is apart.</summary>
    private readonly IReadOnlyList<(GateSetting Setting, Option<string?> Option)> _settings =
        [.. GateSetting.All.Where(setting => setting != GateSetting.Threshold).Select(setting => (setting, CreateOption(setting)))];

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_thresholds, .. _settings.Select(s => s.Option), _alpha, _stages, _budgets, _ignored, _waivers, _failOn,
            _inconclusive, _noKernel, _noRuntime, _merge])
        {
            command.Add(option);
        }
    }

    /// <summary>The given options on top of <paramref name="defaults"/>.</summary>
    /// <exception cref="PerfHarnessException">A value is invalid.</exception>
    public GatePolicy CreatePolicy(ParseResult parsed, GatePolicy defaults)
    {
        var policy = ApplyLists(parsed, ApplyNumbers(parsed, defaults)) with
        {
            FailOn = ParseFailOn(parsed) ?? defaults.FailOn,
            TreatInconclusiveAs = parsed.GetResult(_inconclusive) is { Implicit: false }
                ? _inconclusive.GetChoice(parsed)
                : defaults.TreatInconclusiveAs,
            Functions = defaults.Functions with
            {
                IncludeKernel = defaults.Functions.IncludeKernel && !parsed.GetValue(_noKernel),
                IncludeRuntime = defaults.Functions.IncludeRuntime && !parsed.GetValue(_noRuntime),
                MergeGenericInstances = defaults.Functions.MergeGenericInstances || parsed.GetValue(_merge),
            },
        };
        return (GetAlpha(parsed) is { } alpha ? policy.WithAlpha(alpha) : policy).Validate();
    }

    /// <summary>Null if the option was not given.</summary>
    public double? GetAlpha(ParseResult parsed) => parsed.GetValue(_alpha) is not { } text
        ? null
        : PolicyParser.ParseNumber(text) ?? throw new PerfHarnessException(
            DiagnosticCodes.UsageError, $"'{text}' is not a valid probability for --alpha.", "Use a number between 0 and 1, as in 0.001.");

    /// <summary>The option applies to the share test alone, without names or runs.</summary>
    public bool IsTestOption(Option option) => option == _thresholds || option == _alpha;

    private GatePolicy ApplyNumbers(ParseResult parsed, GatePolicy policy)
    {
        foreach (var (setting, option) in _settings)
        {
            if (parsed.GetValue(option) is { } text && setting.Parse(text) is { } value)
            {
                policy = setting.ApplyTo(policy, value);
            }
        }

        return GetValues(parsed, _thresholds).LastOrDefault(text => !text.Contains('=')) is { } threshold
            ? policy with { MinimumRise = PolicyParser.ParsePoints(threshold) }
            : policy;
    }

    private GatePolicy ApplyLists(ParseResult parsed, GatePolicy policy) => policy with
    {
        Thresholds = [.. GetValues(parsed, _thresholds).Where(text => text.Contains('=')).Select(PolicyParser.ParseThreshold), .. policy.Thresholds],
        Stages = GetValues(parsed, _stages) is { Length: > 0 } stages ? PolicyParser.ParseStages(stages) : policy.Stages,
        Budgets = [.. policy.Budgets, .. GetValues(parsed, _budgets).Select(PolicyParser.ParseBudget)],
        Ignored = [.. policy.Ignored, .. GetValues(parsed, _ignored).Select(pattern => new FunctionPattern(pattern))],
        Waivers = [.. policy.Waivers, .. GetValues(parsed, _waivers).Select(PolicyParser.ParseWaiver)],
    };

    private static string[] GetValues(ParseResult parsed, Option<string[]> option) => parsed.GetValue(option) ?? [];

    private FailOn? ParseFailOn(ParseResult parsed) => parsed.GetValue(_failOn) is { Length: > 0 } texts
        ? texts.SelectMany(text => text.Split(',')).Aggregate(FailOn.None, (all, text) => all | PolicyParser.ParseFailOn(text))
        : null;

    private static Option<string?> CreateOption(GateSetting setting)
    {
        var option = new Option<string?>(setting.Option)
        {
            HelpName = setting.ValueName,
            Description = string.Create(CultureInfo.InvariantCulture, $"{setting.Description} [default: {setting.Default}]"),
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && setting.Parse(text) is null)
            {
                result.AddError($"{setting.Option} must be {setting.Rule}, not '{text}'.");
            }
        });
        return option;
    }
}
