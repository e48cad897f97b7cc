using System.Globalization;
using System.Text.RegularExpressions;

namespace PerfHarness.MSBuild;

/// <summary>A line of the command in MSBuild's canonical form: <c>src/Parser.cs(42,5): error PH2001: text</c>.</summary>
internal sealed class CanonicalMessage
{
    private static readonly Regex Pattern = new(
        @"^(?<origin>.+?)(\((?<line>\d+)(,(?<column>\d+))?\))?: (?<category>error|warning|message) PH(?<code>\d{4}): (?<text>.*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, System.TimeSpan.FromSeconds(1));

    private CanonicalMessage(string origin, int line, int column, string category, int code, string text) =>
        (Origin, Line, Column, Category, Code, Text) = (origin, line, column, category, code, text);

    /// <summary>File, or the tool's name.</summary>
    public string Origin { get; }

    public int Line { get; }

    public int Column { get; }

    public string Category { get; }

    /// <summary>The number in <c>PH2001</c>.</summary>
    public int Code { get; }

    public string Text { get; }

    /// <summary>Null for any other line.</summary>
    public static CanonicalMessage? TryParse(string line)
    {
        var match = Pattern.Match(line);
        return match.Success
            ? new CanonicalMessage(
                match.Groups["origin"].Value, ParseNumber(match.Groups["line"].Value), ParseNumber(match.Groups["column"].Value),
                match.Groups["category"].Value, ParseNumber(match.Groups["code"].Value), match.Groups["text"].Value)
            : null;
    }

    private static int ParseNumber(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
