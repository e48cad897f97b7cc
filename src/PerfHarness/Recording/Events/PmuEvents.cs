using PerfHarness.Profiles;
using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Recording.Events;

/// <summary>Counters that the kernel lists below <c>/sys/bus/event_source/devices</c>, and the terms of which raw events are made.</summary>
internal static class PmuEvents
{
    private const string Devices = "sys/bus/event_source/devices";

    // Events of these have names of their own, or none.
    private static readonly string[] Others = ["software", "tracepoint", "uprobe", "kprobe", "breakpoint"];

    /// <summary>The machine has counters of a processor.</summary>
    public static bool HasProcessor(HostEnvironment host) =>
        ListFolders(Path.Combine(host.Root, Devices)).Any(device =>
            Path.GetFileName(device) is var name
            && (name.StartsWith("cpu", StringComparison.Ordinal) || name.StartsWith("armv", StringComparison.Ordinal)));

    public static IEnumerable<RecordableEvent> Read(HostEnvironment host)
    {
        foreach (var device in ListFolders(Path.Combine(host.Root, Devices)).Where(device => !Others.Contains(Path.GetFileName(device))))
        {
            var name = Path.GetFileName(device);
            var isCounter = name is "msr" or "power" || name.StartsWith("cstate", StringComparison.Ordinal)
                || File.Exists(Path.Combine(device, "cpumask"));
            var recorded = isCounter ? RecordingDefault.Counted : RecordingDefault.Frequency;
            foreach (var file in ListFiles(Path.Combine(device, "events")).Where(file => Path.GetExtension(file).Length == 0))
            {
                yield return new RecordableEvent($"{name}/{Path.GetFileName(file)}/", EventKind.Pmu, ReadLine(file + ".unit") ?? EventUnit.Events)
                {
                    Recorded = recorded,
                    Detail = ReadLine(file),
                };
            }

            var terms = ListFiles(Path.Combine(device, "format"))
                .Select(file => (Name: Path.GetFileName(file), Bits: ReadLine(file))).ToList();
            if (terms.Count > 0)
            {
                var spelled = string.Join(',', terms.Select(term => $"{term.Name}=N"));
                yield return new RecordableEvent($"{name}/{spelled}/", EventKind.Pmu, EventUnit.Events)
                {
                    Recorded = recorded,
                    Detail = "raw: " + string.Join(", ", terms.Select(term => $"{term.Name} {term.Bits}")),
                };
            }
        }
    }

    private static IEnumerable<string> ListFolders(string path) => List(path, Directory.GetDirectories);

    private static IEnumerable<string> ListFiles(string path) => List(path, Directory.GetFiles);

    private static IEnumerable<string> List(string path, Func<string, string[]> list)
    {
        try
        {
            return list(path).Order(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? ReadLine(string path) => Processes.ProcFile.Read(path)?.Trim() is { Length: > 0 } text ? text : null;
}
