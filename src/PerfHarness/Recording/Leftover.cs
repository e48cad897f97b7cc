namespace PerfHarness.Recording;

/// <summary>One thing that a killed recording left behind.</summary>
/// <param name="Kind">For users: folder, perf map, probe.</param>
/// <param name="Problem">Why it could not be removed; null if it was, or if that was not tried.</param>
internal sealed record Leftover(string Kind, string Name, string? Problem = null);
