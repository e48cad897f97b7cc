using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfData;

namespace PerfHarness.Recording;

/// <summary>
/// Node and Java cannot be told where to write: they leave <c>/tmp/perf-PID.map</c>. Those of the processes in a recording
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

        var pids = ReadPids(recording.DataPath);
        foreach (var path in candidates)
        {
            var name = Path.GetFileNameWithoutExtension(path)["perf-".Length..];
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pids.Contains(pid) && !Directory.Exists($"/proc/{name}"))
            {
                File.Move(path, Path.Combine(recording.MapFolder, Path.GetFileName(path)), overwrite: true);
            }
        }
    }

    /// <summary>The processes that a perf.data file tells of. A damaged file tells of fewer, and is judged where it is imported.</summary>
    private static HashSet<int> ReadPids(string dataPath)
    {
        var pids = new HashSet<int>();
        try
        {
            Read(dataPath, pids);
        }
        catch (InputException)
        {
            return pids;
        }

        return pids;
    }

    private static void Read(string dataPath, HashSet<int> pids)
    {
        using var file = PerfDataFile.Open(dataPath, new DiagnosticBag());
        var reader = file.ReadRecords();
        while (reader.Read())
        {
            if (reader.Type == RecordType.Comm && reader.TryGetComm(out var comm))
            {
                pids.Add(comm.Pid);
            }
            else if (reader.Type == RecordType.Fork && reader.TryGetTask(out var task))
            {
                pids.Add(task.Pid);
            }
        }
    }
}
