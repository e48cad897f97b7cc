using PerfHarness.Measurements;

namespace PerfHarness.Baselines;

/// <summary>Accepted runs that later ones are compared with.</summary>
public sealed record Baseline
{
    internal Baseline()
    {
    }

    /// <summary>History entries that are kept, the newest.</summary>
    internal const int MaxHistoryEntries = 50;

    /// <summary>Name of the benchmark.</summary>
    public required string Bench { get; init; }

    /// <summary>Set on a pinned copy.</summary>
    public string? Pin { get; init; }

    internal Measurement Measurement { get; init; } = Measurement.Empty;

    /// <summary>Free text for reviewers, of any number of lines.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Oldest first; the last entry made this baseline.</summary>
    internal IReadOnlyList<BaselineHistoryEntry> History { get; init; } = [];

    internal RunCounts Counts => Measurement.Counts;

    internal Conditions Conditions => Measurement.Conditions;

    internal BaselineKey Key => new(Bench, Conditions.Fingerprint.Key, Pin);

    /// <summary>This baseline with another entry in its history.</summary>
    internal Baseline WithHistoryEntry(string action, DateTimeOffset now, string note)
    {
        var entry = new BaselineHistoryEntry(now.ToUniversalTime(), action, Counts.Runs.Count, Counts.Sessions.Count, note, Conditions.Commit);
        return this with { History = [.. History.TakeLast(MaxHistoryEntries - 1), entry] };
    }
}
