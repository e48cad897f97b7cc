using System.Globalization;
using System.Text.RegularExpressions;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;

namespace PerfHarness.Cli.Options;

/// <summary>How the parts of a policy are spelled on the command line.</summary>
internal static partial class PolicyParser
{
    /// <summary><c>PATTERN=PERCENT</c> or <c>PATTERN=never</c>.</summary>
    public static Budget ParseBudget(string text)
    {
        var (pattern, value) = Split(text);
        return value == "never" ? Budget.Never(new FunctionPattern(pattern))
            : ParseNumber(value.TrimEnd('%', ' ')) is { } percent ? new Budget(new FunctionPattern(pattern), percent / 100)
            : throw CreateError($"'{text}' is no budget.", "Write PATTERN=PERCENT or PATTERN=never, as in 'System.Text.RegularExpressions.*=5'.");
    }

    /// <summary><c>PATTERN=POINTS</c>.</summary>
    public static Threshold ParseThreshold(string text)
    {
        var (pattern, value) = Split(text);
        return new Threshold(new FunctionPattern(pattern), ParsePoints(value));
    }

    /// <summary>Percentage points, as a share.</summary>
    public static double ParsePoints(string text) =>
        ParseNumber(text) / 100 ?? throw CreateError($"'{text}' is no threshold.", "Write percentage points, as in 0.5, or PATTERN=POINTS for some functions, as in 'Acme.Parser.*=2'.");

    /// <summary><c>PATTERN=YYYY-MM-DD:REASON</c>.</summary>
    public static Waiver ParseWaiver(string text) =>
        WaiverPattern().Match(text) is { Success: true } match && DateOnly.TryParseExact(match.Groups["until"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
            ? new Waiver(new FunctionPattern(match.Groups["pattern"].Value), match.Groups["reason"].Value.Trim(), until)
            : throw CreateError($"'{text}' is no waiver.", "Write PATTERN=YYYY-MM-DD:REASON, as in 'Acme.Parser.Read=2026-12-31:known, mended in 2.1'. The day is the last on which it holds.");

    /// <summary><c>RUNS</c> or <c>RUNS:ALPHA</c>, joined by commas.</summary>
    public static IReadOnlyList<GateStage> ParseStages(IEnumerable<string> words)
    {
        var stages = new List<GateStage>();
        foreach (var word in words.SelectMany(w => w.Split(',', StringSplitOptions.TrimEntries)))
        {
            var parts = word.Split(':');
            var usual = GatePolicy.GetDefaultAlpha(stages.Count);
            stages.Add(parts.Length <= 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var runs) && (parts.Length == 1 ? usual : ParseNumber(parts[1])) is { } alpha
                ? new GateStage(runs, alpha)
                : throw CreateError($"'{word}' is no stage.", "Write runs a side, with the error of that look where it is not the usual one, as in 5,10,20 or 5:0.0002,10:0.0003."));
        }

        return stages;
    }

    public static FailOn ParseFailOn(string word) =>
        FailOnParser.TryParse(word) ?? throw CreateError($"'{word}' is not a value of --fail-on.", $"There are: {FailOnParser.AllowedValues}.");

    /// <summary>A number without sign.</summary>
    public static double? ParseNumber(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : null;

    // The last '=': a pattern may have one of its own, as in operator==.
    private static (string Pattern, string Value) Split(string text) =>
        text.LastIndexOf('=') is > 0 and var at ? (text[..at], text[(at + 1)..].Trim()) : ("", "");

    private static PerfHarnessException CreateError(string message, string remedy) => new(DiagnosticCodes.UsageError, message, remedy);

    [GeneratedRegex(@"^(?<pattern>.+?)=(?<until>\d{4}-\d{2}-\d{2}):(?<reason>.*)$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex WaiverPattern();
}
