namespace PerfHarness.Measurements;

/// <summary>A commit of git, by its full hash.</summary>
internal static class CommitName
{
    private const int ShortLength = 7;

    /// <summary>As it is shown.</summary>
    public static string Shorten(string commit) => commit[..Math.Min(ShortLength, commit.Length)];
}
