using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Cli.Tables;

/// <summary>A stored baseline as text.</summary>
internal static class BaselineOutput
{
    public static void Write(Terminal terminal, BaselineEntry entry, int top)
    {
        if (entry.Baseline is not { } baseline)
        {
            return;
        }

        var (counts, conditions) = (baseline.Counts, baseline.Conditions);
        terminal.Output.WriteLine(SafeText.ToSingleLine(entry.Key.ToString()));
        foreach (var (name, value) in Facts(baseline))
        {
            if (value.Length > 0)
            {
                terminal.Output.WriteLine(SafeText.ToSingleLine($"  {name,-15} {value}"));
            }
        }

        terminal.Output.WriteLine();
        var shares = counts.Functions.Select(f => (Function: f, Runs: Enumerable.Range(0, counts.Runs.Count).Where(run => counts.GetSamples(run) > 0).Select(run => (double)f.Self[run] / counts.GetSamples(run)).ToList()))
            .Select(x => (x.Function, Mean: x.Runs.Count == 0 ? 0 : x.Runs.Average(), Low: x.Runs.DefaultIfEmpty().Min(), High: x.Runs.DefaultIfEmpty().Max()))
            .OrderByDescending(x => x.Mean).ToList();
        var table = new TableModel(new Column("self %", IsRightAligned: true), new Column("lowest", IsRightAligned: true), new Column("highest", IsRightAligned: true), new Column("function"), new Column("module"));
        foreach (var (function, mean, low, high) in top <= 0 ? shares : shares.Take(top))
        {
            table.Add(NumberFormatter.FormatPercent(mean), NumberFormatter.FormatPercent(low), NumberFormatter.FormatPercent(high), function.Name.Name, function.Name.Module);
        }

        terminal.Write(table);

        IEnumerable<(string, string)> Facts(Baseline b)
        {
            var machine = conditions.Fingerprint;
            yield return ("runs", string.Create(CultureInfo.InvariantCulture, $"{counts.Runs.Count} in {counts.Sessions.Count} sessions, {counts.Runs.Sum(r => r.Samples):#,0} samples"));
            yield return ("command", conditions.Command);
            yield return ("event", conditions.Frequency > 0 ? string.Create(CultureInfo.InvariantCulture, $"{conditions.Event} at {conditions.Frequency} Hz") : conditions.Event);
            yield return ("processor", string.Create(CultureInfo.InvariantCulture, $"{machine.CpuModel} ({machine.Architecture}), {machine.ProcessorCount} logical"));
            yield return ("kernel", machine.Kernel);
            yield return ("virtualization", machine.Virtualization);
            yield return ("runtime", machine.Runtime);
            yield return ("JIT settings", machine.JitSettings);
            yield return ("stacks", entry.HasStacks ? "kept" : "not kept");
            yield return ("notes", b.Notes);
        }
    }
}
