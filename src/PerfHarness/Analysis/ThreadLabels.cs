using System.Globalization;
using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>How threads and processes are named in reports: <c>worker (12/13)</c>, <c>bench (12)</c>.</summary>
internal static class ThreadLabels
{
    public static string Format(ThreadInfo thread) => $"{thread.CommandName} ({FormatId(thread.Pid)}/{FormatId(thread.Tid)})";

    /// <summary>The process of each thread of the profile, under the name that it ran last or that most of its samples have.</summary>
    public static string[] CreateProcesses(SampleSelection selection)
    {
        var profile = selection.Profile;
        var samples = new long[profile.Threads.Count];
        foreach (var row in selection.Rows)
        {
            samples[profile.Samples[row].Thread.Index] += profile.Samples[row].Count;
        }

        var command = new Dictionary<int, (string Name, long Samples)>();
        for (var i = 0; i < samples.Length; i++)
        {
            var thread = profile.Threads[i];
            if (!command.TryGetValue(thread.Pid, out var best) || samples[i] > best.Samples)
            {
                command[thread.Pid] = (thread.CommandName, samples[i]);
            }
        }

        return [.. profile.Threads.Select(t => $"{profile.ProcessNames.GetValueOrDefault(t.Pid) ?? command[t.Pid].Name} ({FormatId(t.Pid)})")];
    }

    private static string FormatId(int id) => id < 0 ? "?" : id.ToString(CultureInfo.InvariantCulture);
}
