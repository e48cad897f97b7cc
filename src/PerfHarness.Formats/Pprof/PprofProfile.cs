namespace PerfHarness.Formats.Pprof;

/// <summary>The tables of a pprof file with its ids resolved to rows. Corrupt parts are left out.</summary>
internal sealed class PprofProfile
{
    private readonly PprofSampleReader _samples;

    internal PprofProfile(PprofSampleReader samples) => _samples = samples;

    public List<PprofValueType> SampleTypes { get; } = [];

    public List<PprofMapping> Mappings { get; } = [];

    public List<PprofLocation> Locations { get; } = [];

    public List<PprofFunction> Functions { get; } = [];

    public List<string> Comments { get; } = [];

    /// <summary>Name of the sample type that is shown first, or empty.</summary>
    public string DefaultSampleType { get; internal set; } = "";

    /// <summary>Nanoseconds since 1970, or 0.</summary>
    public long TimeNanos { get; internal set; }

    public long DurationNanos { get; internal set; }

    /// <summary>Reads the samples one after another, in memory that does not depend on their number.</summary>
    /// <returns>How many there were.</returns>
    public long ReadSamples(Action<PprofSample> onSample) => _samples.Read(onSample);
}
