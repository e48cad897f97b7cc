namespace PerfHarness.Pprof;

/// <summary>A pprof file with its ids resolved to rows. What is damaged is left out.</summary>
public sealed class PprofProfile
{
    public List<PprofValueType> SampleTypes { get; } = [];

    public List<PprofSample> Samples { get; } = [];

    public List<PprofMapping> Mappings { get; } = [];

    public List<PprofLocation> Locations { get; } = [];

    public List<PprofFunction> Functions { get; } = [];

    public List<string> Comments { get; } = [];

    /// <summary>Name of the sample type that is shown first, or empty.</summary>
    public string DefaultSampleType { get; internal set; } = "";

    public PprofValueType PeriodType { get; internal set; } = new("", "");

    public long Period { get; internal set; }

    /// <summary>Nanoseconds since 1970, or 0.</summary>
    public long TimeNanos { get; internal set; }

    public long DurationNanos { get; internal set; }

    // From here on: what only our own files have.
    public List<PprofEvent> Events { get; } = [];

    public List<PprofRun> Runs { get; } = [];

    public PprofOrigin? Origin { get; internal set; }

    public List<(string Module, string Reason)> Unnamed { get; } = [];

    public bool KeepsTimes { get; internal set; }
}
