namespace PerfHarness.Formats.Pprof;

/// <summary>A mapped file.</summary>
public sealed record PprofMapping(string FileName);
