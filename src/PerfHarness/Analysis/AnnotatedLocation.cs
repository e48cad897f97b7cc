namespace PerfHarness.Analysis;

/// <param name="Line">1-based, or 0 if it is not known.</param>
/// <param name="Address">Set if <paramref name="Line"/> is not known; 0 if it is not known either.</param>
internal readonly record struct AnnotatedLocation(int Line, ulong Address, long Samples);
