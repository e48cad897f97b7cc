using System.Globalization;
using PerfHarness.Formats.IO;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Recording.Runtimes;

/// <summary>
/// The perf maps that a recording requested from running processes, listed in its folder: one that is killed leaves them behind, and
/// the processes writing them.
/// <code>
///   4711 1234567 /tmp/perf-4711.map        id and start time of the process, path
/// </code>
/// </summary>
internal static class RequestedMaps
{
    private const string FileName = "requested-maps";

    public static void Write(string folder, IEnumerable<AttachedRuntime> runtimes)
    {
        var lines = runtimes.Where(runtime => !runtime.MapExisted)
            .Select(runtime => string.Create(CultureInfo.InvariantCulture, $"{runtime.Pid} {runtime.StartTicks} {runtime.MapPath}")).ToList();
        if (lines.Count > 0)
        {
            File.WriteAllLines(Path.Combine(folder, FileName), lines);
        }
    }

    /// <summary>The paths of those that are still there.</summary>
    public static IReadOnlyList<string> Find(string folder) => [.. Read(folder).Select(map => map.Path).Where(File.Exists)];

    /// <summary>Removes them, and has the processes that still run stop writing them; not where another recording uses them.</summary>
    public static void Release(string folder)
    {
        foreach (var (pid, startTicks, path) in Read(folder))
        {
            using var map = UntrustedFile.TryOpen(path);
            if (map is null || !map.TryTakeAlone())
            {
                continue;
            }

            try
            {
                File.Delete(path);
                if (LiveProcess.TryReadStartTicks(pid) == startTicks)
                {
                    new DiagnosticPort(pid).DisablePerfMap();
                }
            }
            catch (Exception e) when (DiagnosticPort.IsExpected(e))
            {
                // It ended this moment, or it is another user's.
                _ = e;
            }
        }
    }

    private static IEnumerable<(int Pid, ulong StartTicks, string Path)> Read(string folder)
    {
        foreach (var line in ReadLines(Path.Combine(folder, FileName)))
        {
            var fields = line.Split(' ', 3);
            if (fields.Length == 3 && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && ulong.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start))
            {
                yield return (pid, start, fields[2]);
            }
        }
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another one is removing the folder.
            return [];
        }
    }
}
