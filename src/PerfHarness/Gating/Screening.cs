using PerfHarness.Measurements;

namespace PerfHarness.Gating;

/// <summary>How a stored baseline screened a build, and how the rest was confirmed.</summary>
/// <param name="Verdict">Of the stored comparison, where an interleaved one took its place: the reason of its plan says why.
/// Null where the stored comparison is the verdict itself, and where nothing was compared with the stored runs.</param>
internal sealed record Screening(GateVerdict? Verdict)
{
    /// <summary>When the newest of the baseline's runs was recorded; null if unknown.</summary>
    public DateTimeOffset? BaselineTime { get; init; }

    /// <summary>Commit that the baseline was recorded at, or empty.</summary>
    public string Commit { get; init; } = "";

    /// <summary>The commit as it is shown.</summary>
    public string ShortCommit => CommitName.Shorten(Commit);

    /// <summary>Where the baseline's program came from, as in <c>kept files of commit abc1234</c>; null if nothing was confirmed.</summary>
    public string? Program { get; init; }

    /// <summary>Why nothing could be confirmed, with what would change that; null if it was, or did not need to be.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Why the stored runs were not compared with at all, such as another machine; null if they were.</summary>
    public string? NotComparable { get; init; }

    /// <summary>Both sides were recorded interleaved after the screen.</summary>
    public bool IsConfirmed => Program is not null;
}
