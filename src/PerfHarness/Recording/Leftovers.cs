using PerfHarness.Recording.Capabilities;
using PerfHarness.Recording.Probes;
using PerfHarness.Recording.Runtimes;

namespace PerfHarness.Recording;

/// <summary>
/// What a recording that was killed (<c>kill -9</c>) left behind: its folder with processes that still run, perf maps that it
/// requested, and probes. Only what is certainly ours, and whose owner is gone.
/// </summary>
internal static class Leftovers
{
    public static IReadOnlyList<Leftover> Find()
    {
        var folders = Parents.SelectMany(AbandonedFolders.Find).ToList();
        return
        [
            .. folders.Select(path => new Leftover("folder", path)),
            .. folders.SelectMany(RequestedMaps.Find).Select(path => new Leftover("perf map", path)),
            .. Probes.Find().Select(probe => new Leftover("probe", $"{probe.Event} {probe.Place}")),
        ];
    }

    /// <summary>Removes them, folders first: perf may still run in one and record a probe.</summary>
    public static IReadOnlyList<Leftover> Remove()
    {
        var removed = new List<Leftover>();
        foreach (var path in Parents.SelectMany(AbandonedFolders.Find).ToList())
        {
            var maps = RequestedMaps.Find(path);
            removed.Add(new Leftover("folder", path, AbandonedFolders.RemoveOne(path) ? null : "it cannot be removed"));
            removed.AddRange(maps.Select(map => new Leftover("perf map", map, File.Exists(map) ? "another recording uses it" : null)));
        }

        removed.AddRange(Probes.Remove().Select(probe => new Leftover("probe", probe.Event, probe.Problem)));
        return removed;
    }

    private static AbandonedProbes Probes => new(new TraceFileSystem(HostEnvironment.ReadCurrent()));

    // Where recordings are made now, and where they are made unless TMPDIR says otherwise.
    private static IEnumerable<string> Parents => ((string[])[Path.GetTempPath().TrimEnd('/'), "/tmp"]).Distinct();
}
