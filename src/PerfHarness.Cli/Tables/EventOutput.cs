using System.Globalization;
using PerfHarness.Cli.Hosting;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Recording.Events;

namespace PerfHarness.Cli.Tables;

/// <summary>Events for reading.</summary>
internal static class EventOutput
{
    /// <param name="top">So many at most, or 0 for all.</param>
    public static void Write(Terminal terminal, IReadOnlyList<RecordableEvent> events, int top, bool withFields)
    {
        var shown = top > 0 ? [.. events.Take(top)] : events;
        if (withFields)
        {
            foreach (var item in shown)
            {
                WriteFields(terminal.Output, item);
            }
        }
        else
        {
            terminal.Write(CreateTable(shown));
            WriteProblems(terminal, events);
        }

        if (shown.Count < events.Count)
        {
            var kinds = events.GroupBy(item => item.Kind).OrderBy(group => group.Key)
                .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count():#,0} {GetLabel(group.Key)}"));
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{events.Count - shown.Count:#,0} more of {string.Join(", ", kinds)}; --top 0 shows all."));
        }
    }

    public static string GetLabel(EventKind kind) => kind switch
    {
        EventKind.Hardware => "hardware",
        EventKind.Cache => "cache",
        EventKind.Software => "software",
        EventKind.Pmu => "pmu",
        EventKind.Tracepoint => "tracepoint",
        _ => "probe",
    };

    private static TableModel CreateTable(IReadOnlyList<RecordableEvent> events)
    {
        var table = new TableModel(new Column("event"), new Column("kind"), new Column("unit"), new Column("recorded"));
        foreach (var item in events)
        {
            table.Add(item.Name, GetLabel(item.Kind), item.Unit, item.Problem is null ? Describe(item) : "not here");
        }

        return table;
    }

    private static void WriteFields(TextWriter output, RecordableEvent item)
    {
        output.WriteLine(SafeText.ToSingleLine($"{item.Name}  ({GetLabel(item.Kind)}, {item.Unit}, {Describe(item)})"));
        if (item.Problem is { } problem)
        {
            output.WriteLine(SafeText.ToSingleLine($"    not here: {problem}"));
        }

        if (item.Detail is { } detail)
        {
            output.WriteLine(SafeText.ToSingleLine($"    {detail}"));
        }

        foreach (var field in item.ReadFields())
        {
            output.WriteLine(SafeText.ToSingleLine($"    {field.Name}: {field.Type}"));
        }
    }

    // The same for many: said once.
    private static void WriteProblems(Terminal terminal, IReadOnlyList<RecordableEvent> events)
    {
        foreach (var group in events.Where(item => item.Problem is not null).GroupBy(item => item.Problem))
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine(string.Create(
                CultureInfo.InvariantCulture, $"not here ({group.Count():#,0}, such as {group.First().Name}): {group.Key}")));
        }
    }

    private static string Describe(RecordableEvent item) => item.Recorded switch
    {
        RecordingDefault.Each => "each",
        RecordingDefault.Frequency => string.Create(CultureInfo.InvariantCulture, $"at {PerfEvents.DefaultFrequency} Hz"),
        _ => "counted only",
    };
}
