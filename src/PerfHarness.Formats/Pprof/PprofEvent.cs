namespace PerfHarness.Pprof;

/// <summary>Our own: an event of the profile that was written.</summary>
public sealed record PprofEvent(string Name, int Frequency, string Unit);
