using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Pprof;

namespace PerfHarness.Import;

/// <summary>
/// An event of another tool's pprof: a number of samples and their weight. Writers put the two next to each other
/// (<c>samples/count, cpu/nanoseconds</c>); a single value is both.
/// </summary>
/// <param name="WeightIndex">Index of the value.</param>
/// <param name="CountIndex">Index of the number of samples, or -1.</param>
/// <param name="IsSampleCount">The weight is a number of samples itself.</param>
internal readonly record struct PprofEvent(string Name, string Unit, int WeightIndex, int CountIndex, bool IsSampleCount, int Frequency = 0)
{
    private const int MaxEvents = 1000;

    public static PprofEvent[] From(PprofProfile file)
    {
        var types = file.SampleTypes;
        var events = new List<PprofEvent>();
        for (var i = 0; i < types.Count && events.Count < MaxEvents; i++)
        {
            var pair = IsCount(types[i]) && i + 1 < types.Count && !IsCount(types[i + 1]);
            var weight = pair ? i + 1 : i;
            var name = types[weight].Type.Length > 0
                ? SafeText.ToSingleLine(types[weight].Type)
                : string.Create(CultureInfo.InvariantCulture, $"value {weight}");
            events.Add(new PprofEvent(name, ParseUnit(types[weight]), weight, pair ? i : -1, IsCount(types[weight])));
            i = weight;
        }

        // The one that its writer wants to see first is the first event here.
        var first = events.FindIndex(e => e.Name == file.DefaultSampleType);
        if (first > 0)
        {
            var shown = events[first];
            events.RemoveAt(first);
            events.Insert(0, shown);
        }

        return [.. events];
    }

    private static bool IsCount(PprofValueType type) => type.Unit is "count" or "";

    private static string ParseUnit(PprofValueType type) =>
        type.Unit switch { "nanoseconds" => "ns", "count" or "" => "samples", _ => SafeText.ToSingleLine(type.Unit) };
}
