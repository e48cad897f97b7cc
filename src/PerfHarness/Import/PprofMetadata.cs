using System.Text.Json;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// What pprof has no place for, as one comment of the file (<c>pprof -comments</c> shows it): events, runs, the machine
/// and why code has no name.
/// </summary>
internal sealed record PprofMetadata(
    int PerfHarness,
    IReadOnlyList<EventInfo> Events,
    IReadOnlyList<RunInfo> Runs,
    ProfileOrigin Origin,
    IReadOnlyDictionary<string, string> Unnamed)
{
    private const string Start = "{\"PerfHarness\":1,";

    private static readonly JsonSerializerOptions Options = new() { MaxDepth = 16 };

    public static PprofMetadata From(Profile profile) => new(
        1, profile.Events, profile.Runs, profile.Origin,
        new SortedDictionary<string, string>(profile.UnnamedReasons.ToDictionary(), StringComparer.Ordinal));

    /// <summary>The note of the file, or null: other tools' files have none, and a corrupt one is ignored.</summary>
    public static PprofMetadata? Find(IEnumerable<string> comments)
    {
        foreach (var comment in comments)
        {
            if (!comment.StartsWith(Start, StringComparison.Ordinal))
            {
                continue;
            }

            try
            {
                return JsonSerializer.Deserialize<PprofMetadata>(comment, Options) is { Events: not null, Runs: not null,
                    Origin.CommandLine: not null, Unnamed: not null } note
                    && !note.Events.Any(e => e is not { Name: not null, Unit: not null }) && !note.Runs.Contains(null!)
                    && !note.Unnamed.Values.Contains(null!)
                    ? note
                    : null;
            }
            catch (JsonException)
            {
                // The file is then read as another tool's.
                return null;
            }
        }

        return null;
    }

    public string ToJson() => JsonSerializer.Serialize(this, Options);
}
