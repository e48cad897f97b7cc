namespace PerfHarness.Formats.Pprof;

/// <summary>A stack with its values. The reader fills the same instance again for every sample.</summary>
internal sealed class PprofSample
{
    /// <summary>Rows of <see cref="PprofProfile.Locations"/>, leaf first.</summary>
    public List<int> Locations { get; } = [];

    /// <summary>One for each of <see cref="PprofProfile.SampleTypes"/>; missing ones are 0.</summary>
    public List<long> Values { get; } = [];

    public List<PprofLabel> Labels { get; } = [];
}
