using System.Text.RegularExpressions;

namespace PerfHarness.Architecture.Tests;

/// <summary>eng/diagnostics.md has a row for every code of DiagnosticCodes.cs, by the same name and title, and for no other.</summary>
public sealed partial class DiagnosticsPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "eng/diagnostics.md"));

    [Fact]
    public void Every_code_has_a_row_with_its_title_and_no_row_is_without_a_code()
    {
        var source = File.ReadAllText(Path.Combine(SourceTree.Root, "src/PerfHarness.Formats/Diagnostics/DiagnosticCodes.cs"));
        var codes = CodePattern().Matches(source).Select(m => $"PH{m.Groups["number"].Value} {m.Groups["name"].Value}: {m.Groups["title"].Value}");
        Assert.Equal(codes.Order(StringComparer.Ordinal), GetRows().Select(row => $"{row[0]} {row[1].Trim('`')}: {row[2]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_has_a_cause_and_a_remedy() =>
        Assert.All(GetRows(), row => Assert.True(row.Length == 5 && row[3].Length > 10 && row[4].Length > 10, string.Join(" | ", row)));

    [Fact]
    public void A_gap_between_the_codes_is_a_reserved_code()
    {
        var used = GetRows().Select(row => int.Parse(row[0][2..], System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
        var gaps = used.GroupBy(code => code / 100).SelectMany(group => Enumerable.Range((group.Key * 100) + 1, group.Max() % 100)).Except(used);
        Assert.Equal(ReservedPattern().Matches(Page).Select(m => m.Groups["number"].Value), gaps.Select(code => code.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static IEnumerable<string[]> GetRows() => Page.Split('\n')
        .Where(line => line.StartsWith("| PH", StringComparison.Ordinal) && !ReservedPattern().IsMatch(line))
        .Select(line => line.Trim('|', ' ').Split(" | "));

    [GeneratedRegex(@"<summary>(?<title>.*)</summary>\s+public static readonly DiagnosticCode (?<name>\w+) = new\((?<number>\d+)\)", RegexOptions.None, 1000)]
    private static partial Regex CodePattern();

    // Two columns: the code, and what it was.
    [GeneratedRegex(@"^\| PH(?<number>\d+) \| [^`|]+ \|$", RegexOptions.Multiline, 1000)]
    private static partial Regex ReservedPattern();
}
