using System.Globalization;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Baselines;

/// <summary>
/// A baseline as text: deterministic, one function per line, in ordinal order, so that a change can be read in a review and
/// merged by lines.
/// <code>
///   perfharness-baseline 1
///   bench: json
///   event: cpu-clock
///   …
///   [runs]       session ⇥ started ⇥ wall time ⇥ CPU time ⇥ samples ⇥ lost ⇥ weight [⇥ busy time [⇥ operations]]
///   [functions]  share ⇥ self samples by run ⇥ total samples by run ⇥ module ⇥ name [⇥ hash of the body]
///   [calls]      samples ⇥ caller's module ⇥ caller ⇥ callee's module ⇥ callee
///   [end]
/// </code>
/// The share is for readers; together with the runs' samples it also shows that a count was edited. Text is
/// escaped: <c>\\</c>, <c>\u0009</c>, and <c>\-</c> for empty.
/// </summary>
internal static class BaselineFormat
{
    public const int Version = 1;

    public const string Magic = "perfharness-baseline ";

    // Calls below this share of all samples cannot explain a relevant rise.
    private const double MinimumCallShare = 0.0005;

    /// <param name="stacks">SHA-256 of the profile kept beside it, or null.</param>
    public static byte[] Write(Baseline baseline, string? stacks)
    {
        var text = new StringBuilder();
        AppendLine(text, $"{Magic}{Version}");
        AppendLine(text, $"bench: {BaselineText.Escape(baseline.Bench)}");
        AppendField(text, "pin", baseline.Pin ?? "");
        WriteConditions(text, baseline.Conditions);
        AppendField(text, "unit", baseline.Counts.Runs.Count == 0 ? "" : baseline.Counts.Runs[0].Unit);
        AppendField(text, "stacks", stacks ?? "");
        foreach (var note in baseline.Notes.Length == 0 ? [] : baseline.Notes.Split('\n'))
        {
            AppendLine(text, $"note: {BaselineText.Escape(note)}");
        }

        foreach (var e in baseline.History)
        {
            text.Append(CultureInfo.InvariantCulture, $"history: {e.Time:O}\t{BaselineText.Escape(e.Action)}\t{e.Runs}\t{e.Sessions}");
            AppendLine(text, $"\t{BaselineText.Escape(e.Note)}{(e.Commit.Length > 0 ? $"\t{BaselineText.Escape(e.Commit)}" : "")}");
        }

        WriteCounts(text, baseline.Measurement);
        AppendLine(text, $"[end]");
        return new UTF8Encoding(false, true).GetBytes(text.ToString());
    }

    /// <summary>Self samples over all samples, as the functions' first column has it.</summary>
    public static string FormatShare(FunctionCounts function, double samples) =>
        (samples > 0 ? function.SelfSum / samples : 0).ToString("0.000 %", CultureInfo.InvariantCulture);

    private static void WriteConditions(StringBuilder text, Conditions conditions)
    {
        var machine = conditions.Fingerprint;
        AppendField(text, "event", conditions.Event);
        AppendField(text, "frequency", FormatNumber(conditions.Frequency));
        AppendField(text, "naming", FormatNumber(conditions.NamingVersion));
        AppendField(text, "gate", FormatNumber(conditions.GateVersion));
        AppendField(text, "command", conditions.Command);
        AppendField(text, "load", conditions.Load);
        AppendField(text, "input-hash", conditions.InputHash);
        AppendField(text, "commit", conditions.Commit);
        AppendField(text, "local-changes", conditions.HasLocalChanges ? "yes" : "");
        AppendField(text, "build", conditions.Build);
        AppendField(text, "program-hash", conditions.ProgramHash);
        if (conditions.Program is { } program)
        {
            AppendField(text, "program", program.Main);
            foreach (var file in program.Files)
            {
                AppendLine(text, $"file: {ProgramFileLine.Format(file)}");
            }
        }

        AppendField(text, "cpu", machine.CpuModel);
        AppendField(text, "architecture", machine.Architecture);
        AppendField(text, "processors", FormatNumber(machine.ProcessorCount));
        AppendField(text, "kernel", machine.Kernel);
        AppendField(text, "virtualization", machine.Virtualization);
        AppendField(text, "cpu-limit", machine.CpuLimit);
        AppendField(text, "memory-limit", machine.MemoryLimit);
        AppendField(text, "governor", machine.Governor);
        AppendField(text, "runtime", machine.Runtime);
        AppendField(text, "jit", machine.JitSettings);
    }

    private static void WriteCounts(StringBuilder text, Measurement measurement)
    {
        var counts = measurement.Counts;
        AppendLine(text, $"[runs]");
        foreach (var run in counts.Runs)
        {
            text.AppendJoin('\t', BaselineText.Escape(run.Session), FormatTime(run.Started),
                FormatDuration(run.WallTime), FormatDuration(run.CpuTime));
            text.AppendJoin('\t', "", run.Samples, run.LostSamples, run.Weight);
            var optional = (run.BusyTime, run.Operations) switch
            {
                (null, null) => "",
                (var busy, null) => $"\t{FormatDuration(busy)}",
                var (busy, operations) => FormattableString.Invariant($"\t{FormatDuration(busy)}\t{operations}"),
            };
            AppendLine(text, $"{optional}");
        }

        var samples = counts.Runs.Sum(r => (double)r.Samples);
        AppendLine(text, $"[functions]");
        foreach (var function in counts.Functions.Where(f => f.SelfSum > 0 || f.TotalSum > 0))
        {
            text.Append(FormatShare(function, samples)).Append('\t').AppendJoin(' ', function.Self).Append('\t');
            text.Append(function.Total.IsEmpty ? "-" : string.Join(' ', function.Total));
            AppendLine(text, $"\t{FormatName(function.Name)}{FormatBody(function.Body)}");
        }

        AppendLine(text, $"[calls]");
        foreach (var call in measurement.Edges.Edges.Where(c => c.Samples >= MinimumCallShare * samples))
        {
            AppendLine(text, $"{call.Samples}\t{FormatName(call.Caller)}\t{FormatName(call.Callee)}");
        }
    }

    private static string FormatName(FunctionName name) => $"{BaselineText.Escape(name.Module)}\t{BaselineText.Escape(name.Name)}";

    // Known only for functions whose name holds an ordinal.
    private static string FormatBody(ulong body) => body == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\t{body:x16}");

    private static string FormatTime(DateTimeOffset? time) => time?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture) ?? "-";

    private static string FormatDuration(TimeSpan? span) => span?.ToString("c", CultureInfo.InvariantCulture) ?? "-";

    private static string FormatNumber(int value) => value == 0 ? "" : value.ToString(CultureInfo.InvariantCulture);

    private static void AppendField(StringBuilder text, string key, string value)
    {
        if (value.Length > 0)
        {
            AppendLine(text, $"{key}: {BaselineText.Escape(value)}");
        }
    }

    private static void AppendLine(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
