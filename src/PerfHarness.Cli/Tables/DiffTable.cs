using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;

namespace PerfHarness.Cli.Tables;

/// <summary>The functions of two profiles, largest change first.</summary>
internal static class DiffTable
{
    public static void Write(Terminal terminal, ProfileDiff diff, int top)
    {
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{NumberFormatter.Count(diff.Before.Samples)} samples before, {NumberFormatter.Count(diff.After.Samples)} after; shares of self in %, change in percentage points"));
        terminal.Output.WriteLine();
        var table = new TableModel(new Column("before", Right: true), new Column("after", Right: true), new Column("change", Right: true), new Column("module"), new Column("function"));
        foreach (var delta in top <= 0 ? diff.Functions : diff.Functions.Take(top))
        {
            var error = delta.SelfError > 0 ? $" ± {NumberFormatter.Percent(delta.SelfError)}" : "";
            table.Add(Share(delta.Before), Share(delta.After), NumberFormatter.Points(delta.Self) + error, delta.Name.Module, delta.Name.Name);
        }

        terminal.Write(table);
    }

    private static string Share(ShareRow? row) => row is null ? "-" : NumberFormatter.Percent(row.Self.Mean);
}
