namespace PerfHarness.Formats.PerfData;

/// <summary>Bits of the header's feature bitmap that we read.</summary>
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
}
