using System.Globalization;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Counters.Gating;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Tables;

/// <summary>Stored counters as text.</summary>
internal static class CounterBaselineOutput
{
    /// <param name="isSecond">It follows another table.</param>
    public static void WriteList(
        Terminal terminal, IEnumerable<(BaselineKey Key, CounterBaseline? Baseline, Diagnostic? Problem)> entries, bool isSecond)
    {
        if (isSecond)
        {
            terminal.Output.WriteLine();
        }

        var table = new TableModel(
            new Column("counters of"),
            new Column("fingerprint"),
            new Column("runs", IsRightAligned: true),
            new Column("events", IsRightAligned: true),
            new Column("accepted"));
        foreach (var (key, baseline, _) in entries)
        {
            table.Add(
                key.Bench,
                key.Fingerprint,
                baseline?.Runs.ToString(CultureInfo.InvariantCulture) ?? "?",
                baseline?.Counters.Count.ToString(CultureInfo.InvariantCulture) ?? "?",
                baseline?.Accepted.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "");
        }

        terminal.Write(table);
    }

    /// <summary>Conditions and counts.</summary>
    public static void Write(Terminal terminal, BaselineKey key, CounterBaseline baseline)
    {
        var machine = baseline.Conditions.Fingerprint;
        terminal.Output.WriteLine(SafeText.ToSingleLine($"counters of {key}"));
        foreach (var (name, value) in ((string, string)[])
        [
            ("runs", baseline.Runs.ToString(CultureInfo.InvariantCulture)),
            ("accepted", baseline.Accepted.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
            ("command", baseline.Conditions.Command),
            ("processor", FormattableString.Invariant($"{machine.CpuModel} ({machine.Architecture}), {machine.ProcessorCount} logical")),
            ("kernel", machine.Kernel),
            ("perf", baseline.Perf),
        ])
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine($"  {name,-15} {value}"));
        }

        terminal.Output.WriteLine();
        var table = new TableModel(
            new Column("counter"),
            new Column("mean", IsRightAligned: true),
            new Column("unit"),
            new Column("lowest", IsRightAligned: true),
            new Column("highest", IsRightAligned: true));
        foreach (var counter in baseline.Counters)
        {
            table.Add(
                counter.Event, CounterDiagnostics.FormatCount(counter.Mean), counter.Unit,
                CounterDiagnostics.FormatCount(counter.Values.Min()), CounterDiagnostics.FormatCount(counter.Values.Max()));
        }

        terminal.Write(table);
    }
}
