namespace PerfHarness.Pprof;

/// <summary>A stack with its values.</summary>
/// <param name="Locations">Rows of <see cref="PprofProfile.Locations"/>, leaf first.</param>
/// <param name="Values">One a <see cref="PprofProfile.SampleTypes"/>; missing ones are 0.</param>
/// <param name="Row">Null in files of others.</param>
public sealed record PprofSample(int[] Locations, long[] Values, IReadOnlyList<PprofLabel> Labels, PprofRow? Row);
