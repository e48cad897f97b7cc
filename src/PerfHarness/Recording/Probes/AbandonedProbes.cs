using PerfHarness.Recording.Capabilities;

namespace PerfHarness.Recording.Probes;

/// <summary>Probes that we added in a process that was killed before it could remove them. Those of other programs are never touched.</summary>
internal sealed class AbandonedProbes(TraceFileSystem tracing)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary><c>group:name</c> and place of each.</summary>
    public IReadOnlyList<(string Event, string Place)> Find() =>
        [.. FindAll().Select(found => ($"{found.Group}:{found.Name}", found.Place))];

    /// <summary>Removes them.</summary>
    /// <returns>Of each its event, and why it is still there; null if it is not.</returns>
    public IReadOnlyList<(string Event, string? Problem)> Remove() =>
        [.. FindAll().Select(found => ($"{found.Group}:{found.Name}", found.File.TryRemove(found.Group, found.Name, Patience)))];

    private List<(ProbeEventsFile File, string Group, string Name, string Place)> FindAll()
    {
        var found = new List<(ProbeEventsFile, string, string, string)>();
        foreach (var name in (string[])[ProbeEventsFile.User, ProbeEventsFile.Kernel])
        {
            var file = new ProbeEventsFile(tracing, name);
            foreach (var owned in file.ReadAll().GroupBy(probe => probe.Group))
            {
                if (ProbeOwner.TryParse(owned.Key) is { } owner && !owner.MayBeRunning())
                {
                    found.AddRange(owned.Select(probe => (file, probe.Group, probe.Name, probe.Place)));
                }
            }
        }

        return found;
    }
}
