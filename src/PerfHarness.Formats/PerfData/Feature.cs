namespace PerfHarness.Formats.PerfData;

/// <summary>The bits of the header's feature bitmap that are read.</summary>
internal enum Feature
{
    BuildIds = 2,
    HostName = 3,
    OsRelease = 4,
    Version = 5,
    Architecture = 6,
    CpuCount = 7,
    CpuDescription = 8,
    CommandLine = 11,
    EventDescriptions = 12,
    Compressed = 27,
    ClockData = 29,
}
