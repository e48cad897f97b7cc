namespace PerfHarness.Pprof;

/// <summary>Our own: the sample's rows in the tables of the profile that was written.</summary>
/// <param name="Time">Nanoseconds, or -1.</param>
public readonly record struct PprofRow(int Event, int Run, long Time);
