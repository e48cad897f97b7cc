using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>One side of a comparison: counts by run, the calls seen, and how it was recorded.</summary>
internal sealed record Measurement(RunCounts Counts, CallEdges Edges, Conditions Conditions)
{
    public static readonly Measurement Empty = new(new RunCounts([], []), CallEdges.Empty, new Conditions());

    /// <summary>As one session, under the conditions that the profile's input names.</summary>
    /// <param name="session">Name of the session; the default is enough where the runs are not stored.</param>
    public static Measurement Create(Profile profile, string session = "profile")
    {
        ArgumentNullException.ThrowIfNull(profile);
        var origin = profile.Origin;
        return Create(profile, session, new Conditions
        {
            Fingerprint = new Fingerprint
            {
                CpuModel = origin.CpuModel ?? "",
                Architecture = origin.Architecture switch { null => "", "x86_64" => "x64", "aarch64" => "arm64", var other => other },
                ProcessorCount = origin.Cpus ?? 0,
                Kernel = origin.OsRelease ?? "",
            },
        });
    }

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

    /// <summary>The same under other names; functions that get the same one are added.</summary>
    public Measurement Rename(IReadOnlyDictionary<FunctionName, FunctionName> names) =>
        names.Count == 0 ? this : this with { Counts = Counts.Rename(names), Edges = Edges.Rename(names) };
}
