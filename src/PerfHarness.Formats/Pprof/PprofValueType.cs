namespace PerfHarness.Formats.Pprof;

/// <summary>What a value of a sample is: <c>cpu</c> in <c>nanoseconds</c>.</summary>
internal readonly record struct PprofValueType(string Type, string Unit);
