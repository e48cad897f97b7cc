using System.Globalization;

namespace PerfHarness.Recording;

/// <summary>Limits that the kernel sets to recordings.</summary>
internal static class KernelLimits
{
    public const string MaxStackPath = "/proc/sys/kernel/perf_event_max_stack";

    /// <summary>Frames after which callchains are cut; null where the kernel does not say.</summary>
    public static int? ReadMaxStack()
    {
        try
        {
            return int.TryParse(File.ReadAllText(MaxStackPath), NumberStyles.Integer, CultureInfo.InvariantCulture, out var depth) ? depth : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
