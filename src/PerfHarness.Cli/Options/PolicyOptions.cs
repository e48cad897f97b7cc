using System.CommandLine;
using System.Globalization;
using PerfHarness.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Cli.Options;

/// <summary>The gate's policy on the command line; <c>perfharness.json</c> can say more.</summary>
internal sealed class PolicyOptions
{
    private readonly Option<double?> _threshold = new("--threshold") { HelpName = "pp", Description = "Smallest rise of a function's share that matters, in percentage points. [default: 0.5]" };
    private readonly Option<string[]> _budgets = new("--budget") { HelpName = "pattern=percent", Description = "Most that the functions may take together, as in 'System.Text.RegularExpressions.*=5', or =never (may be repeated)." };
    private readonly Option<string[]> _ignored = new("--ignore") { HelpName = "pattern", Description = "Functions that never fail (may be repeated)." };
    private readonly Option<string[]> _failOn = new("--fail-on") { HelpName = "regression|budget|total|none", Description = "What makes the verdict a failure; several are joined by commas. [default: all]" };
    private readonly Option<bool> _noKernel = new("--no-kernel") { Description = "Functions of the kernel are not judged." };
    private readonly Option<bool> _noRuntime = new("--no-runtime") { Description = "Functions of the .NET runtime itself are not judged." };
    private readonly Option<bool> _merge = new("--merge-generics") { Description = "Instances of a generic function are judged as one." };
    private readonly ChoiceOption<InconclusiveAs> _inconclusive = new("--treat-inconclusive-as", "How it ends when the data cannot decide: exit code 4, or as told.", InconclusiveAs.Inconclusive,
        ("inconclusive", InconclusiveAs.Inconclusive), ("pass", InconclusiveAs.Pass), ("warn", InconclusiveAs.Warn), ("fail", InconclusiveAs.Fail));

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_threshold, _budgets, _ignored, _failOn, _inconclusive, _noKernel, _noRuntime, _merge])
        {
            command.Add(option);
        }
    }

    /// <summary>What was given, over what <paramref name="usual"/> says.</summary>
    /// <exception cref="PerfHarnessException">A value makes no sense.</exception>
    public GatePolicy Of(ParseResult parsed, GatePolicy usual) => usual with
    {
        Tau = parsed.GetValue(_threshold) is { } points ? points / 100 : usual.Tau,
        Budgets = [.. usual.Budgets, .. (parsed.GetValue(_budgets) ?? []).Select(BudgetOf)],
        Ignored = [.. usual.Ignored, .. (parsed.GetValue(_ignored) ?? []).Select(text => new FunctionPattern(text))],
        FailOn = parsed.GetValue(_failOn) is { Length: > 0 } words ? words.SelectMany(word => word.Split(',')).Aggregate(FailOn.None, (all, word) => all | FailOnOf(word)) : usual.FailOn,
        TreatInconclusiveAs = parsed.GetResult(_inconclusive) is { Implicit: false } ? _inconclusive.Of(parsed) : usual.TreatInconclusiveAs,
        Functions = usual.Functions with
        {
            Kernel = usual.Functions.Kernel && !parsed.GetValue(_noKernel),
            Runtime = usual.Functions.Runtime && !parsed.GetValue(_noRuntime),
            MergeGenericInstances = usual.Functions.MergeGenericInstances || parsed.GetValue(_merge),
        },
    };

    private static Budget BudgetOf(string text)
    {
        // The last '=': a pattern may have one of its own, as in operator==.
        var at = text.LastIndexOf('=');
        var value = at < 0 ? "" : text[(at + 1)..].TrimEnd('%', ' ');
        if (at > 0 && value == "never")
        {
            return Budget.Never(new FunctionPattern(text[..at]));
        }

        return at > 0 && double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            ? new Budget(new FunctionPattern(text[..at]), percent / 100)
            : throw new PerfHarnessException(DiagnosticCodes.Usage, $"'{text}' is no budget.", "Write PATTERN=PERCENT or PATTERN=never, as in 'System.Text.RegularExpressions.*=5'.");
    }

    private static FailOn FailOnOf(string word) => word.Trim() switch
    {
        "regression" => FailOn.Regression,
        "budget" => FailOn.Budget,
        "total" => FailOn.Total,
        "all" => FailOn.All,
        "none" => FailOn.None,
        var other => throw new PerfHarnessException(DiagnosticCodes.Usage, $"'{other}' is not a value of --fail-on.", "There are: regression, budget, total, all, none."),
    };
}
