using System.Text.Json;
using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Reports;

/// <summary>
/// Writes the Firefox Profiler's processed format, version 54, which profiler.firefox.com upgrades to its own when it
/// loads a file. One thread per run and thread; kinds are categories, modules are libraries. Names are final
/// (<c>symbolicated</c>), so nothing is looked up anywhere.
/// </summary>
internal sealed class FirefoxWriter(SampleFilter? filter = null, string product = "perfharness") : IReportWriter<Profile>
{
    /// <summary>The colors are the profiler's own names; the first, grey category is required.</summary>
    private static readonly (string Name, string Color)[] Categories =
    [
        ("Other", "grey"), ("Native", "blue"), ("Kernel", "orange"), ("JIT", "green"), ("ReadyToRun", "lightblue"), ("Stub", "brown"),
    ];

    public void Write(Profile report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        var selection = (filter ?? SampleFilter.None).Apply(report);
        var threads = FirefoxThread.CreateAll(selection);
        var start = threads.Count == 0 ? 0 : Math.Max(0, threads.Min(t => t.FirstTime));
        var libraries = new FirefoxLibraries(report);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteMeta(json, selection);
        libraries.Write(json);
        json.WriteStartArray("threads");
        foreach (var thread in threads)
        {
            new FirefoxThreadWriter(report, thread, libraries, start, GetInterval(selection)).Write(json);
        }

        json.WriteEndArray();
        foreach (var name in new[] { "pages", "profilerOverhead", "counters" })
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    internal static int GetCategory(FrameKind kind) => (int)kind;

    // Milliseconds between samples.
    private static double GetInterval(SampleSelection selection)
    {
        var frequency = selection.Rows.Count == 0 ? 0 : selection.Profile.Events[selection.Profile.Samples[selection.Rows[0]].Event.Index].Frequency;
        return frequency > 0 ? 1000.0 / frequency : 1;
    }

    private void WriteMeta(Utf8JsonWriter json, SampleSelection selection)
    {
        var profile = selection.Profile;
        json.WriteStartObject("meta");
        json.WriteStartArray("categories");
        foreach (var (name, color) in Categories)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("color", color);
            json.WriteStartArray("subcategories");
            json.WriteStringValue("Other");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("debug", false);
        json.WriteStartObject("extensions");
        json.WriteNumber("length", 0);
        foreach (var column in new[] { "baseURL", "id", "name" })
        {
            json.WriteStartArray(column);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteNumber("interval", GetInterval(selection));
        json.WriteNumber("preprocessedProfileVersion", 54);
        json.WriteNumber("processType", 0);
        json.WriteString("product", profile.Origin.CommandLine.Count > 0 ? string.Join(' ', profile.Origin.CommandLine) : product);
        if (profile.Origin.OsRelease is { } release)
        {
            json.WriteString("oscpu", $"Linux {release}");
        }

        json.WriteStartObject("sampleUnits");
        json.WriteString("eventDelay", "ms");
        json.WriteString("threadCPUDelta", "µs");
        json.WriteString("time", "ms");
        json.WriteEndObject();
        json.WriteNumber("startTime", profile.Runs.Min(r => r.Started) is { } started ? started.ToUnixTimeMilliseconds() : 0);
        json.WriteBoolean("symbolicated", true);
        json.WriteStartArray("pausedRanges");
        json.WriteEndArray();
        json.WriteNumber("version", 24);
        json.WriteBoolean("usesOnlyOneStackType", true);
        json.WriteBoolean("sourceCodeIsNotOnSearchfox", true);
        json.WriteStartArray("markerSchema");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
