namespace PerfHarness.Formats.PerfScript;

/// <summary>What perf's text says of the recording: the comment block of <c>perf script --header</c>, and lost records.</summary>
internal sealed class PerfScriptHeader
{
    public string? HostName { get; internal set; }

    public string? OsRelease { get; internal set; }

    public string? PerfVersion { get; internal set; }

    public string? Architecture { get; internal set; }

    public int? CpuCount { get; internal set; }

    public string? CpuModel { get; internal set; }

    public string? CommandLine { get; internal set; }

    /// <summary>Events in the order of the recording.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Sum of the PERF_RECORD_LOST lines, where the text has them.</summary>
    public long LostRecords { get; internal set; }

    /// <summary>THROTTLE records.</summary>
    public long ThrottleCount { get; internal set; }

    /// <summary>Records that are no samples, by type without <c>PERF_RECORD_</c>.</summary>
    public SortedDictionary<string, long> OtherRecords { get; } = new(StringComparer.Ordinal);

    public long SampleCount { get; internal set; }

    /// <summary>Most frames of a sample.</summary>
    public int LongestStack { get; internal set; }

    /// <summary>Lines that could not be read.</summary>
    public long MalformedLines { get; internal set; }
}
