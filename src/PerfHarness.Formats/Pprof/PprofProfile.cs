namespace PerfHarness.Formats.Pprof;

/// <summary>The tables of a pprof file with its ids resolved to rows. What is damaged is left out.</summary>
internal sealed class PprofProfile
{
    private readonly PprofParser _body;

    internal PprofProfile(PprofParser body) => _body = body;

    public List<PprofValueType> SampleTypes { get; } = [];

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

    /// <summary>Reads the samples one after another, which costs no memory by their number.</summary>
    /// <returns>How many there were.</returns>
    public long ReadSamples(Action<PprofSample> onSample) => _body.ReadSamples(onSample);
}
