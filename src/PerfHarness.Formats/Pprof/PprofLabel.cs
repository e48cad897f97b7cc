namespace PerfHarness.Formats.Pprof;

/// <summary>A label of a sample: a text, or a number.</summary>
internal readonly record struct PprofLabel(string Key, string? Text, long Number);
