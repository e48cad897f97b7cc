namespace PerfHarness.Formats.Pprof;

/// <summary>A mapped file.</summary>
internal sealed record PprofMapping(string FileName);
