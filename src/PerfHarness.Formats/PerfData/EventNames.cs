using System.Globalization;

namespace PerfHarness.Formats.PerfData;

/// <summary>Names for events whose file does not have perf's names.</summary>
internal static class EventNames
{
    private static readonly string[] Hardware =
        ["cycles", "instructions", "cache-references", "cache-misses", "branches", "branch-misses", "bus-cycles", "stalled-cycles-frontend",
            "stalled-cycles-backend", "ref-cycles"];

    private static readonly string[] Software =
        ["cpu-clock", "task-clock", "page-faults", "context-switches", "cpu-migrations", "minor-faults", "major-faults", "alignment-faults",
            "emulation-faults", "dummy", "bpf-output", "cgroup-switches"];

    public static string GetDefault(uint type, ulong config) => type switch
    {
        0 when config < (ulong)Hardware.Length => Hardware[config],
        1 when config < (ulong)Software.Length => Software[config],
        2 => string.Create(CultureInfo.InvariantCulture, $"tracepoint:{config}"),
        4 => string.Create(CultureInfo.InvariantCulture, $"raw:0x{config:x}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"event:{type}:0x{config:x}"),
    };
}
