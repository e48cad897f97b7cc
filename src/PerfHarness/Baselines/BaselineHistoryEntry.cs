namespace PerfHarness.Baselines;

/// <summary>One entry in a baseline's history.</summary>
/// <param name="Action"><c>replace</c>, <c>add</c> or <c>pin</c>.</param>
/// <param name="Runs">Runs that the baseline had afterwards.</param>
/// <param name="Sessions">Sessions that the baseline had afterwards.</param>
/// <param name="Note">The reason, as given by the user; may be empty.</param>
/// <param name="Commit">That the runs were recorded at, or empty.</param>
internal sealed record BaselineHistoryEntry(DateTimeOffset Time, string Action, int Runs, int Sessions, string Note, string Commit = "");
