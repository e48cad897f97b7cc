using PerfHarness.Profiles;

namespace PerfHarness.Tests.Import;

/// <summary>A profile as comparable text: what its samples say, without the order of its tables.</summary>
internal static class ProfileText
{
    public static List<string> Samples(Profile profile)
    {
        var lines = new List<string>();
        for (var i = 0; i < profile.Samples.Count; i++)
        {
            var sample = profile.Samples[i];
            var frames = profile.Stacks.GetFrames(sample.Stack).Select(id => Frame(profile, profile.Frames[id]));
            lines.Add($"{profile.Runs[sample.Run.Index]}|{profile.Events[sample.Event.Index]}|{profile.Threads[sample.Thread.Index]}|{sample.Time}|{sample.Weight}|{sample.Count}|{string.Join(";", frames)}");
        }

        return lines;
    }

    private static string Frame(Profile profile, Frame frame) => $"{profile.Functions[frame.Function]} {frame with { Function = default }}";
}
