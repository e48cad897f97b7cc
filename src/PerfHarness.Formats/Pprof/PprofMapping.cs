namespace PerfHarness.Formats.Pprof;

/// <summary>A mapped file.</summary>
public sealed record PprofMapping(ulong Start, ulong Limit, ulong Offset, string FileName, string BuildId);
