using System.Globalization;
using System.Text;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Counters.Gating;

/// <summary>
/// A counter baseline as text, one event per line, so that a change can be read in a review:
/// <code>
///   perfharness-counters 1
///   bench: json
///   accepted: 2026-11-22T02:11:24Z
///   …
///   [counters]   mean ⇥ unit ⇥ event ⇥ one value per run, separated by spaces
///   [end]
/// </code>
/// The mean is for readers. Events that this machine cannot count are not in it. Text is escaped as in other baselines.
/// </summary>
internal static class CounterBaselineFormat
{
    private const string Magic = "perfharness-counters 1";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Remedy = "Restore it from version control, or accept the counters again.";

    public static byte[] Write(CounterBaseline baseline)
    {
        var text = new StringBuilder();
        text.Append(Magic).Append('\n');
        var machine = baseline.Conditions.Fingerprint;
        foreach (var (name, value) in ((string, string)[])
        [
            ("bench", baseline.Bench), ("accepted", baseline.Accepted.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)),
            ("command", baseline.Conditions.Command), ("perf", baseline.Perf), ("cpu", machine.CpuModel), ("architecture", machine.Architecture),
            ("processors", machine.ProcessorCount.ToString(CultureInfo.InvariantCulture)), ("kernel", machine.Kernel),
            ("virtualization", machine.Virtualization), ("cpu-limit", machine.CpuLimit), ("memory-limit", machine.MemoryLimit),
            ("governor", machine.Governor), ("jit", machine.JitSettings),
        ])
        {
            if (value.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}: {BaselineText.Escape(value)}\n");
            }
        }

        foreach (var name in baseline.Events)
        {
            text.Append(CultureInfo.InvariantCulture, $"event: {BaselineText.Escape(name)}\n");
        }

        text.Append("[counters]\n");
        foreach (var counter in baseline.Counters)
        {
            text.Append(CultureInfo.InvariantCulture, $"{counter.Mean:0.##}\t{BaselineText.Escape(counter.Unit)}\t");
            text.Append(BaselineText.Escape(counter.Event)).Append('\t');
            text.AppendJoin(' ', counter.Values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }

        text.Append("[end]\n");
        return new UTF8Encoding(false, true).GetBytes(text.ToString());
    }

    /// <exception cref="InputException">It is not such a text, or corrupt.</exception>
    public static CounterBaseline Parse(byte[] bytes, string path)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        if (lines[0].TrimEnd('\r') != Magic)
        {
            throw new InputException(DiagnosticCodes.CorruptBaseline, "this is not a baseline of counters.", Remedy, path);
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var (events, counters, isHead, isEnded) = (new List<string>(), new List<Counter>(), true, false);
        for (var i = 1; i < lines.Length && !isEnded; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (line is "[counters]")
            {
                isHead = false;
            }
            else if (line is "[end]")
            {
                isEnded = true;
            }
            else if (!isHead)
            {
                counters.Add(ParseCounter(line) ?? throw CreateException(path, i));
            }
            else
            {
                var at = line.IndexOf(": ", StringComparison.Ordinal);
                if (at <= 0 || !BaselineText.TryUnescape(line.AsSpan(at + 2), out var value))
                {
                    throw CreateException(path, i);
                }

                if (line[..at] == "event")
                {
                    events.Add(value);
                }
                else
                {
                    fields[line[..at]] = value;
                }
            }
        }

        if (!isEnded)
        {
            throw new InputException(DiagnosticCodes.CorruptBaseline, "the file ends too early.", Remedy, path);
        }

        return Create(fields, events, counters, path);
    }

    private static CounterBaseline Create(Dictionary<string, string> fields, List<string> events, List<Counter> counters, string path)
    {
        var isDated = DateTimeOffset.TryParseExact(
            fields.GetValueOrDefault("accepted"), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var accepted);
        if (!isDated || !fields.ContainsKey("bench") || !int.TryParse(
            fields.GetValueOrDefault("processors", "0"), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw new InputException(
                DiagnosticCodes.CorruptBaseline, "the name, the date or the number of processors is missing or wrong.", Remedy, path);
        }

        // The machine's fields are those of a profile's baseline.
        var known = BaselineFields.ParseConditions(fields.Where(field => field.Key is not ("frequency" or "naming" or "gate")).ToDictionary(), []);
        var conditions = new Conditions { Command = known.Command, Fingerprint = known.Fingerprint };
        return new CounterBaseline(fields["bench"], accepted, fields.GetValueOrDefault("perf", ""), conditions, events, counters);
    }

    private static Counter? ParseCounter(string line)
    {
        var parts = line.Split('\t');
        if (parts.Length != 4 || !BaselineText.TryUnescape(parts[1], out var unit) || !BaselineText.TryUnescape(parts[2], out var name))
        {
            return null;
        }

        var values = new List<double>();
        foreach (var text in parts[3].Split(' '))
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value) || value < 0)
            {
                return null;
            }

            values.Add(value);
        }

        return new Counter(name, unit, values);
    }

    private static InputException CreateException(string path, int index) => new(
        new Diagnostic(DiagnosticCodes.CorruptBaseline, Severity.Error, "this line of the baseline cannot be read.", Remedy, path, index + 1));
}
