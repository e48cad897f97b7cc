namespace PerfHarness.Formats.Pprof;

/// <summary>One function of a location.</summary>
/// <param name="Function">Row of <see cref="PprofProfile.Functions"/>, or -1.</param>
/// <param name="FrameBits">Our own: kind, tier and flags of the frame, 8 bits each from the lowest on; null in files of others.</param>
/// <param name="Address">Our own: where it differs from the location's; else null.</param>
internal readonly record struct PprofLine(int Function, long Line, uint? FrameBits, ulong? Address);
