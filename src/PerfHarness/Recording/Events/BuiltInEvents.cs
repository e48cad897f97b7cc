using PerfHarness.Profiles;

namespace PerfHarness.Recording.Events;

/// <summary>The events that perf knows by name on every machine, whether or not this one has them.</summary>
internal static class BuiltInEvents
{
    private static readonly (string Name, string Unit)[] Hardware =
    [
        ("cycles", "cycles"), ("instructions", "instructions"), ("branches", "branches"), ("branch-misses", "misses"),
        ("cache-references", "references"), ("cache-misses", "misses"), ("bus-cycles", "cycles"), ("ref-cycles", "cycles"),
        ("stalled-cycles-frontend", "cycles"), ("stalled-cycles-backend", "cycles"),
    ];

    private static readonly string[] Cache =
    [
        "L1-dcache-loads", "L1-dcache-load-misses", "L1-dcache-stores", "L1-dcache-store-misses", "L1-dcache-prefetches",
        "L1-icache-loads", "L1-icache-load-misses", "LLC-loads", "LLC-load-misses", "LLC-stores", "LLC-store-misses",
        "dTLB-loads", "dTLB-load-misses", "dTLB-stores", "dTLB-store-misses", "iTLB-loads", "iTLB-load-misses",
        "branch-loads", "branch-load-misses", "node-loads", "node-load-misses", "node-stores", "node-store-misses",
    ];

    private static readonly (string Name, bool IsInKernel)[] Software =
    [
        ("cpu-clock", false), ("task-clock", false), ("page-faults", false), ("minor-faults", false), ("major-faults", false),
        ("context-switches", true), ("cpu-migrations", true), ("cgroup-switches", true), ("alignment-faults", false), ("emulation-faults", false),
    ];

    /// <summary>Those that need a processor's counters.</summary>
    public static IEnumerable<RecordableEvent> CounterEvents =>
    [
        .. Hardware.Select(e => new RecordableEvent(e.Name, EventKind.Hardware, e.Unit) { Recorded = RecordingDefault.Frequency }),
        .. Cache.Select(name => new RecordableEvent(name, EventKind.Cache, GetCacheUnit(name)) { Recorded = RecordingDefault.Frequency }),
    ];

    /// <param name="canSampleKernel">Some events occur in the kernel only, and are not seen without the right to observe it.</param>
    public static IEnumerable<RecordableEvent> GetSoftwareEvents(bool canSampleKernel) => Software.Select(software =>
        new RecordableEvent(software.Name, EventKind.Software, EventUnit.FromName(software.Name))
        {
            Recorded = EventUnit.IsOccurrence(software.Name) ? RecordingDefault.Each : RecordingDefault.Frequency,
            Problem = software.IsInKernel && !canSampleKernel ? "occurs in the kernel, which this user may not observe" : null,
        });

    private static string GetCacheUnit(string name) =>
        name.EndsWith("misses", StringComparison.Ordinal) ? "misses"
        : name.EndsWith("stores", StringComparison.Ordinal) ? "stores"
        : name.EndsWith("prefetches", StringComparison.Ordinal) ? "prefetches"
        : "loads";
}
