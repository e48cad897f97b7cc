using System.Globalization;

namespace PerfHarness.Recording;

/// <summary>
/// Node and Java have no setting for where they write: they leave <c>/tmp/perf-PID.map</c>. Those of the processes in a recording
/// are moved into its folder, if they are ours and were written while it ran.
/// </summary>
internal static class TemporaryMaps
{
    public static void Collect(RecordedRun recording)
    {
        var candidates = Directory.EnumerateFiles("/tmp", "perf-*.map")
            .Where(path => FileOwnership.IsOwnFile(path) && File.GetLastWriteTimeUtc(path) >= recording.Started.UtcDateTime.AddSeconds(-5))
            .ToList();
        if (candidates.Count == 0)
        {
            return;
        }

        // Of a damaged file these are fewer; it is reported when it is imported.
        var pids = recording.Summary.Pids;
        foreach (var path in candidates)
        {
            var name = Path.GetFileNameWithoutExtension(path)["perf-".Length..];
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pids.Contains(pid)
                && !Directory.Exists($"/proc/{name}"))
            {
                File.Move(path, Path.Combine(recording.MapFolder, Path.GetFileName(path)), overwrite: true);
            }
        }
    }
}
