using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>One side of a comparison: counts by run, the calls seen, and how it was recorded.</summary>
public sealed record Measurement(RunCounts Counts, CallEdges Edges, Conditions Conditions)
{
    /// <param name="session">Name of the session that the profile's runs belong to.</param>
    /// <param name="conditions">Event and frequency are taken from the profile where they are left out.</param>
    public static Measurement Create(Profile profile, string session, Conditions conditions)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(conditions);
        var gated = MainEvent.Find(profile);
        var (counts, edges) = ProfileCounts.Count(profile, session);
        var info = gated.Index < profile.Events.Count ? profile.Events[gated.Index] : null;
        return new Measurement(counts, edges, conditions with
        {
            Event = conditions.Event.Length > 0 ? conditions.Event : info?.Name ?? "",
            Frequency = conditions.Frequency > 0 ? conditions.Frequency : info?.Frequency ?? 0,
        });
    }

    /// <summary>The runs of both, with the conditions of the first.</summary>
    public Measurement Append(Measurement more)
    {
        ArgumentNullException.ThrowIfNull(more);
        return this with { Counts = Counts.Append(more.Counts), Edges = Edges.Append(more.Edges) };
    }
}
