using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Profiles;
using PerfHarness.Symbols;

namespace PerfHarness.Instructions;

/// <summary>One body of a function, or its part of a body that it was inlined into.</summary>
/// <param name="Label">What kind of code: <c>native</c>, <c>JIT tier 1</c>.</param>
/// <param name="Samples">Of the function.</param>
internal sealed record BodyListing(string Label, long Samples)
{
    /// <summary>The function whose code it is where the listed one was inlined into it; null where it is its own.</summary>
    public FunctionName? Host { get; init; }

    /// <summary>Whose memory it is in, for generated code.</summary>
    public int? Process { get; init; }

    /// <summary>As it is shown.</summary>
    public ulong Start { get; init; }

    /// <summary>Bytes; 0 where that is not known.</summary>
    public ulong Size { get; init; }

    /// <summary>The bytes, or why there are none.</summary>
    public required MachineCode Code { get; init; }

    /// <summary>In order of address; empty where there are no bytes, or none that can be decoded.</summary>
    public IReadOnlyList<ListedInstruction> Instructions { get; init; } = [];

    /// <summary>Samples by source line or address, where there are no instructions.</summary>
    public IReadOnlyList<AnnotatedLocation> Locations { get; init; } = [];

    /// <summary>Samples of other functions at its instructions: those in parentheses.</summary>
    public long OtherSamples { get; init; }

    /// <summary><c>JIT tier 1, process 4711</c>, <c>inlined into main [app]</c>.</summary>
    public string GetHeading()
    {
        var label = Process is { } pid ? string.Create(CultureInfo.InvariantCulture, $"{Label}, process {pid}") : Label;
        return Host is { } host ? $"{label}, inlined into {host.Name} [{host.Module.Trim('[', ']')}]" : label;
    }

    /// <summary>Lines that say where the code is and where its bytes are from, or why there are none; and what the counts in
    /// parentheses are.</summary>
    public IReadOnlyList<string> GetNotes()
    {
        var notes = new List<string>();
        var place = Size == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Size:#,0} bytes at {Start:x}");
        if (Code.MissingReason is { } reason)
        {
            notes.Add(place);
            notes.Add($"No instructions: {reason.TrimEnd('.')}.");
            notes.Add(Code.Remedy is { } remedy ? $"To have them, {remedy}." : "");
        }
        else
        {
            notes.Add($"{place}, from {Code.Origin}{(Host is null ? "" : "; only its part is shown")}");
        }

        notes.Add(OtherSamples == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"(n): samples of functions that are inlined here, {OtherSamples:#,0}, not among its own"));
        notes.RemoveAll(note => note.Length == 0);
        return notes;
    }
}
