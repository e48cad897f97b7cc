using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Baselines;

/// <summary>
/// A baseline as text: deterministic, one function a line, in ordinal order, so that a change can be read in a review and
/// merged by lines.
/// <code>
///   perfharness-baseline 1
///   bench: json
///   event: cpu-clock
///   …
///   [runs]       session ⇥ started ⇥ wall time ⇥ CPU time ⇥ samples ⇥ lost ⇥ weight [⇥ busy time]
///   [functions]  share ⇥ self samples by run ⇥ total samples by run ⇥ module ⇥ name
///   [calls]      samples ⇥ caller's module ⇥ caller ⇥ callee's module ⇥ callee
///   [end]
/// </code>
/// The share is there for readers; together with the runs' samples it also tells when somebody edited a count. Text is
/// escaped: <c>\\</c>, <c>\u0009</c>, and <c>\-</c> for empty.
/// </summary>
internal static class BaselineFormat
{
    public const int Version = 1;

    public const string Magic = "perfharness-baseline ";

    // Calls below this share of all samples explain no rise that matters.
    private const double SmallestCall = 0.0005;

    /// <param name="stacks">SHA-256 of the profile kept beside it, or null.</param>
    public static byte[] Write(Baseline baseline, string? stacks)
    {
        var text = new StringBuilder();
        Line(text, $"{Magic}{Version}");
        Line(text, $"bench: {Escape(baseline.Bench)}");
        Field(text, "pin", baseline.Pin ?? "");
        WriteConditions(text, baseline.Conditions);
        Field(text, "unit", baseline.Counts.Runs.Count == 0 ? "" : baseline.Counts.Runs[0].Unit);
        Field(text, "stacks", stacks ?? "");
        foreach (var note in baseline.Notes.Length == 0 ? [] : baseline.Notes.Split('\n'))
        {
            Line(text, $"note: {Escape(note)}");
        }

        foreach (var e in baseline.History)
        {
            Line(text, $"history: {e.At:O}\t{Escape(e.Action)}\t{e.Runs}\t{e.Sessions}\t{Escape(e.Note)}");
        }

        WriteCounts(text, baseline.Measurement);
        Line(text, $"[end]");
        return new UTF8Encoding(false, true).GetBytes(text.ToString());
    }

    /// <summary>Self samples over all samples, as the functions' first column has it.</summary>
    public static string Share(FunctionCounts function, double samples) =>
        (samples > 0 ? function.SelfSum / samples : 0).ToString("0.000 %", CultureInfo.InvariantCulture);

    public static string Escape(string text) =>
        text.Length == 0 ? "\\-" : SafeText.ToSingleLine(text.Replace("\\", "\\\\", StringComparison.Ordinal));

    public static bool TryUnescape(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? result)
    {
        result = null;
        if (text is "\\-")
        {
            result = "";
            return true;
        }

        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                builder.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '\\')
            {
                builder.Append('\\');
                i++;
            }
            else if (i + 5 < text.Length && text[i + 1] == 'u' && ushort.TryParse(text.Slice(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                builder.Append((char)unit);
                i += 5;
            }
            else
            {
                return false;
            }
        }

        result = builder.ToString();
        return true;
    }

    private static void WriteConditions(StringBuilder text, Conditions conditions)
    {
        var machine = conditions.Fingerprint;
        Field(text, "event", conditions.Event);
        Field(text, "frequency", Number(conditions.Frequency));
        Field(text, "naming", Number(conditions.Naming));
        Field(text, "gate", Number(conditions.Gate));
        Field(text, "command", conditions.Command);
        Field(text, "input-hash", conditions.InputHash);
        Field(text, "cpu", machine.CpuModel);
        Field(text, "architecture", machine.Architecture);
        Field(text, "processors", Number(machine.Cores));
        Field(text, "kernel", machine.Kernel);
        Field(text, "virtualization", machine.Virtualization);
        Field(text, "cpu-limit", machine.CpuLimit);
        Field(text, "memory-limit", machine.MemoryLimit);
        Field(text, "governor", machine.Governor);
        Field(text, "runtime", machine.Runtime);
        Field(text, "jit", machine.JitSettings);
    }

    private static void WriteCounts(StringBuilder text, Measurement measurement)
    {
        var counts = measurement.Counts;
        Line(text, $"[runs]");
        foreach (var run in counts.Runs)
        {
            Line(text, $"{Escape(run.Session)}\t{Time(run.Started)}\t{Span(run.WallTime)}\t{Span(run.CpuTime)}\t{run.Samples}\t{run.Lost}\t{run.Weight}{(run.BusyTime is { } busy ? $"\t{Span(busy)}" : "")}");
        }

        var samples = counts.Runs.Sum(r => (double)r.Samples);
        Line(text, $"[functions]");
        foreach (var function in counts.Functions.Where(f => f.SelfSum > 0 || f.TotalSum > 0))
        {
            text.Append(Share(function, samples)).Append('\t').AppendJoin(' ', function.Self).Append('\t');
            text.Append(function.Total.IsEmpty ? "-" : string.Join(' ', function.Total));
            Line(text, $"\t{Name(function.Name)}");
        }

        Line(text, $"[calls]");
        foreach (var call in measurement.Edges.Edges.Where(c => c.Samples >= SmallestCall * samples))
        {
            Line(text, $"{call.Samples}\t{Name(call.Caller)}\t{Name(call.Callee)}");
        }
    }

    private static string Name(FunctionName name) => $"{Escape(name.Module)}\t{Escape(name.Name)}";

    private static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture) ?? "-";

    private static string Span(TimeSpan? span) => span?.ToString("c", CultureInfo.InvariantCulture) ?? "-";

    private static string Number(int value) => value == 0 ? "" : value.ToString(CultureInfo.InvariantCulture);

    private static void Field(StringBuilder text, string key, string value)
    {
        if (value.Length > 0)
        {
            Line(text, $"{key}: {Escape(value)}");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
