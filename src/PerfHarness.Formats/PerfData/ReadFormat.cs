namespace PerfHarness.Formats.PerfData;

/// <summary>perf_event_attr.read_format: what a sample's READ field has and in READ records.</summary>
[Flags]
internal enum ReadFormat : ulong
{
    None = 0,
    TotalTimeEnabled = 1 << 0,
    TotalTimeRunning = 1 << 1,
    Id = 1 << 2,
    Group = 1 << 3,
    Lost = 1 << 4,
}
