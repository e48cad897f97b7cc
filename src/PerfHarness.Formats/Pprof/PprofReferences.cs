using System.Globalization;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Formats.Pprof;

/// <summary>What the messages of a profile refer to: strings by index; mappings, functions and locations by id. A bad
/// reference is reported.</summary>
internal sealed class PprofReferences(DiagnosticBag diagnostics, string? file)
{
    public List<string> Strings { get; } = [];

    public IdTable Mappings { get; } = new();

    public IdTable Functions { get; } = new();

    public IdTable Locations { get; } = new();

    /// <summary>Empty where there is no such string.</summary>
    public string GetString(ulong index)
    {
        if (index < (ulong)Strings.Count)
        {
            return Strings[(int)index];
        }

        ReportCorrupt(string.Create(CultureInfo.InvariantCulture, $"string {index} does not exist (there are {Strings.Count} strings)"));
        return "";
    }

    public bool TryAddId(IdTable rows, ulong id, int row, string kind)
    {
        if (rows.TryAdd(id, row))
        {
            return true;
        }

        ReportCorrupt(id == 0 ? $"a {kind} has id 0" : string.Create(CultureInfo.InvariantCulture, $"{kind} {id} is defined twice"));
        return false;
    }

    /// <summary>-1 for id 0, which means none, and for an unknown id.</summary>
    public int FindRow(IdTable rows, ulong id, string kind)
    {
        if (id == 0)
        {
            return -1;
        }

        if (rows.TryGet(id, out var row))
        {
            return row;
        }

        ReportCorrupt(string.Create(CultureInfo.InvariantCulture, $"{kind} {id} does not exist"));
        return -1;
    }

    public void ReportCorrupt(string problem) => diagnostics.Warn(DiagnosticCodes.CorruptRecord, $"the profile is corrupt: {problem}", null, file);
}
