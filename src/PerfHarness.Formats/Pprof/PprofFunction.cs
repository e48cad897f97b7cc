namespace PerfHarness.Formats.Pprof;

/// <summary>A function.</summary>
/// <param name="Module">Our own; null in files of others.</param>
internal sealed record PprofFunction(string Name, string SystemName, string FileName, long StartLine, string? Module, int Column);
