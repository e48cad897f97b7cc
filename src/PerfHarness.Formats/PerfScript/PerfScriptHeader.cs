namespace PerfHarness.Formats.PerfScript;

/// <summary>What perf's text says of the recording: the comment block of <c>perf script --header</c>, and lost records.</summary>
internal sealed class PerfScriptHeader
{
    /// <summary>More are left out.</summary>
    public const int MaxEvents = 1000;

    private const int MaxTypes = 64;

    public string? HostName { get; internal set; }

    public string? OsRelease { get; internal set; }

    public string? PerfVersion { get; internal set; }

    public string? Architecture { get; internal set; }

    public int? CpuCount { get; internal set; }

    public string? CpuModel { get; internal set; }

    public string? CommandLine { get; internal set; }

    /// <summary>Events in the order of the recording, as far as they precede the first sample.</summary>
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

    /// <summary>Adds what a later part of the text says.</summary>
    public void Add(PerfScriptHeader later)
    {
        HostName ??= later.HostName;
        OsRelease ??= later.OsRelease;
        PerfVersion ??= later.PerfVersion;
        Architecture ??= later.Architecture;
        CpuCount ??= later.CpuCount;
        CpuModel ??= later.CpuModel;
        CommandLine ??= later.CommandLine;
        if (SampleCount == 0)
        {
            Events.AddRange(later.Events.Take(MaxEvents - Events.Count));
        }

        LostRecords += Math.Min(later.LostRecords, long.MaxValue / 2 - Math.Min(LostRecords, long.MaxValue / 2));
        ThrottleCount += later.ThrottleCount;
        SampleCount += later.SampleCount;
        LongestStack = Math.Max(LongestStack, later.LongestStack);
        MalformedLines += later.MalformedLines;
        foreach (var (type, count) in later.OtherRecords)
        {
            CountRecords(type, count);
        }
    }

    /// <summary>Counts records of a type; of ever new types only the first.</summary>
    public void CountRecords(string type, long count)
    {
        if (OtherRecords.TryGetValue(type, out var before) || OtherRecords.Count < MaxTypes)
        {
            OtherRecords[type] = before + count;
        }
    }
}
