namespace PerfHarness.Formats.Pprof;

/// <summary>A mapped file.</summary>
internal sealed record PprofMapping(ulong Start, ulong Limit, ulong Offset, string FileName, string BuildId);
