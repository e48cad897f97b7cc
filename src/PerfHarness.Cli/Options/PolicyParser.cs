using System.Globalization;
using System.Text.RegularExpressions;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Cli.Options;

/// <summary>Parses the parts of a policy as written on the command line.</summary>
internal static partial class PolicyParser
{
    /// <summary><c>PATTERN=PERCENT</c> or <c>PATTERN=never</c>.</summary>
    public static Budget ParseBudget(string text)
    {
        var (pattern, value) = Split(text);
        return value == "never" ? Budget.Never(new FunctionPattern(pattern))
            : ParseNumber(value.TrimEnd('%', ' ')) is { } percent ? new Budget(new FunctionPattern(pattern), percent / 100)
            : throw CreateError(
                $"'{text}' is not a valid budget.", "Use PATTERN=PERCENT or PATTERN=never, as in 'System.Text.RegularExpressions.*=5'.");
    }

    /// <summary><c>PATTERN=POINTS</c>.</summary>
    public static Threshold ParseThreshold(string text)
    {
        var (pattern, value) = Split(text);
        return new Threshold(new FunctionPattern(pattern), ParsePoints(value));
    }

    /// <summary>Percentage points, as a share.</summary>
    public static double ParsePoints(string text) => ParseNumber(text) / 100 ?? throw CreateError(
        $"'{text}' is not a valid threshold.",
        "Use percentage points, as in 0.5, or PATTERN=POINTS for some functions, as in 'Acme.Parser.*=2'.");

    /// <summary><c>PATTERN=YYYY-MM-DD:REASON</c>.</summary>
    public static Waiver ParseWaiver(string text) =>
        WaiverPattern().Match(text) is { Success: true } match
        && DateOnly.TryParseExact(match.Groups["until"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
            ? new Waiver(new FunctionPattern(match.Groups["pattern"].Value), match.Groups["reason"].Value.Trim(), until)
            : throw CreateError(
                $"'{text}' is not a valid waiver.",
                "Use PATTERN=YYYY-MM-DD:REASON, as in 'Acme.Parser.Read=2026-12-31:known, fixed in 2.1'. "
                    + "The date is the last day on which the waiver is active.");

    /// <summary><c>RUNS</c> or <c>RUNS:ALPHA</c>, separated by commas.</summary>
    public static IReadOnlyList<GateStage> ParseStages(IEnumerable<string> texts)
    {
        var stages = new List<GateStage>();
        foreach (var text in texts.SelectMany(t => t.Split(',', StringSplitOptions.TrimEntries)))
        {
            stages.Add(TryParseStage(text, GatePolicy.GetDefaultAlpha(stages.Count)) ?? throw CreateError(
                $"'{text}' is not a valid stage.",
                "Use numbers of runs per side, each with an optional error probability, as in 5,10,20 or 5:0.0002,10:0.0003."));
        }

        return stages;
    }

    public static FailOn ParseFailOn(string text) =>
        FailOnParser.TryParse(text)
        ?? throw CreateError($"'{text}' is not a valid value for --fail-on.", $"Available: {FailOnParser.AllowedValues}.");

    /// <summary>A number without sign.</summary>
    public static double? ParseNumber(string text) => double.TryParse(
        text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static GateStage? TryParseStage(string text, double defaultAlpha)
    {
        var parts = text.Split(':');
        return parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var runs)
            && (parts.Length == 1 ? defaultAlpha : ParseNumber(parts[1])) is { } alpha
                ? new GateStage(runs, alpha)
                : null;
    }

    // At the last '=': a pattern may contain one, as in operator==.
    private static (string Pattern, string Value) Split(string text) =>
        text.LastIndexOf('=') is > 0 and var at ? (text[..at], text[(at + 1)..].Trim()) : ("", "");

    private static PerfHarnessException CreateError(string message, string remedy) => new(DiagnosticCodes.UsageError, message, remedy);

    [GeneratedRegex(@"^(?<pattern>.+?)=(?<until>\d{4}-\d{2}-\d{2}):(?<reason>.*)$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex WaiverPattern();
}
