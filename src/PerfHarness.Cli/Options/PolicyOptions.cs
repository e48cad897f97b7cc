using System.CommandLine;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Cli.Options;

/// <summary>The gate's policy on the command line, over that of <c>perfharness.json</c>.</summary>
internal sealed class PolicyOptions
{
    private readonly Option<string[]> _thresholds = new("--threshold") { HelpName = "pp|pattern=pp", Description = "Smallest rise of a function's share that matters, in percentage points; with a pattern, for some functions (may be repeated). [default: 0.5]" };
    private readonly Option<string?> _alpha = new("--alpha") { HelpName = "p", Description = "Probability of a false failure, over all functions and looks. [default: 0.001]" };
    private readonly Option<string[]> _stages = new("--stages") { HelpName = "runs[:p],...", Description = "Runs a side at which the data is looked at, with the error of each look. [default: 5:0.0002,10:0.0003,20:0.0005]" };
    private readonly Option<string[]> _budgets = new("--budget") { HelpName = "pattern=percent", Description = "Most that the functions may take together, as in 'System.Text.RegularExpressions.*=5', or =never (may be repeated)." };
    private readonly Option<string[]> _ignored = new("--ignore") { HelpName = "pattern", Description = "Functions that never fail (may be repeated)." };
    private readonly Option<string[]> _waivers = new("--waive") { HelpName = "pattern=date:reason", Description = "A regression that is accepted until a day, as in 'Acme.Parser.*=2026-12-31:known' (may be repeated)." };
    private readonly Option<string[]> _failOn = new("--fail-on") { HelpName = "regression|budget|total|none", Description = "What makes the verdict a failure; several are joined by commas. [default: all]" };
    private readonly Option<bool> _noKernel = new("--no-kernel") { Description = "Functions of the kernel are not judged." };
    private readonly Option<bool> _noRuntime = new("--no-runtime") { Description = "Functions of the .NET runtime itself are not judged." };
    private readonly Option<bool> _merge = new("--merge-generics") { Description = "Instances of a generic function are judged as one." };
    private readonly ChoiceOption<InconclusiveAs> _inconclusive = new("--treat-inconclusive-as", "How it ends when the data cannot decide: exit code 4, or as told.", InconclusiveAs.Inconclusive,
        ("inconclusive", InconclusiveAs.Inconclusive), ("pass", InconclusiveAs.Pass), ("warn", InconclusiveAs.Warn), ("fail", InconclusiveAs.Fail));

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_thresholds, _alpha, _stages, _budgets, _ignored, _waivers, _failOn, _inconclusive, _noKernel, _noRuntime, _merge])
        {
            command.Add(option);
        }
    }

    /// <summary>What was given, over what <paramref name="usual"/> says.</summary>
    /// <exception cref="PerfHarnessException">A value makes no sense.</exception>
    public GatePolicy CreatePolicy(ParseResult parsed, GatePolicy usual)
    {
        var policy = ApplyTo(parsed, usual);
        return (GetAlpha(parsed) is { } alpha ? policy.WithAlpha(alpha) : policy).Validate();
    }

    /// <summary>Null where it was not given.</summary>
    public double? GetAlpha(ParseResult parsed) => parsed.GetValue(_alpha) is not { } text ? null
        : PolicyParser.ParseNumber(text) ?? throw new PerfHarnessException(DiagnosticCodes.UsageError, $"'{text}' is no probability for --alpha.", "Write a number between 0 and 1, as in 0.001.");

    /// <summary>The option is one of the test of shares itself.</summary>
    public bool IsTestOption(Option option) => option == _thresholds || option == _alpha;

    private GatePolicy ApplyTo(ParseResult parsed, GatePolicy usual)
    {
        var thresholds = (parsed.GetValue(_thresholds) ?? []).ToLookup(text => !text.Contains('='));
        return usual with
        {
            MinimumRise = thresholds[true].LastOrDefault() is { } text ? PolicyParser.ParsePoints(text) : usual.MinimumRise,
            Thresholds = [.. thresholds[false].Select(PolicyParser.ParseThreshold), .. usual.Thresholds],
            Stages = parsed.GetValue(_stages) is { Length: > 0 } stages ? PolicyParser.ParseStages(stages) : usual.Stages,
            Budgets = [.. usual.Budgets, .. (parsed.GetValue(_budgets) ?? []).Select(PolicyParser.ParseBudget)],
            Ignored = [.. usual.Ignored, .. (parsed.GetValue(_ignored) ?? []).Select(pattern => new FunctionPattern(pattern))],
            Waivers = [.. usual.Waivers, .. (parsed.GetValue(_waivers) ?? []).Select(PolicyParser.ParseWaiver)],
            FailOn = parsed.GetValue(_failOn) is { Length: > 0 } words ? words.SelectMany(word => word.Split(',')).Aggregate(FailOn.None, (all, word) => all | PolicyParser.ParseFailOn(word)) : usual.FailOn,
            TreatInconclusiveAs = parsed.GetResult(_inconclusive) is { Implicit: false } ? _inconclusive.GetChoice(parsed) : usual.TreatInconclusiveAs,
            Functions = usual.Functions with
            {
                IncludeKernel = usual.Functions.IncludeKernel && !parsed.GetValue(_noKernel),
                IncludeRuntime = usual.Functions.IncludeRuntime && !parsed.GetValue(_noRuntime),
                MergeGenericInstances = usual.Functions.MergeGenericInstances || parsed.GetValue(_merge),
            },
        };
    }
}
