namespace PerfHarness.Baselines;

/// <summary>One step in a baseline's history.</summary>
/// <param name="Action"><c>replace</c>, <c>add</c> or <c>pin</c>.</param>
/// <param name="Runs">Runs that the baseline had afterwards.</param>
/// <param name="Sessions">Sessions that the baseline had afterwards.</param>
/// <param name="Note">Why, in the words of whoever accepted; may be empty.</param>
internal sealed record BaselineHistoryEntry(DateTimeOffset Time, string Action, int Runs, int Sessions, string Note);
