using System.Globalization;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Shared.Truth;

/// <summary>CPU time that functions used, as their program measured it, compared with their samples.</summary>
internal sealed class BurnedTime
{
    private BurnedTime(IReadOnlyList<ShareDeviation> shares, double seen) => (Shares, Seen) = (shares, seen);

    public IReadOnlyList<ShareDeviation> Shares { get; }

    /// <summary>Sampled time of these functions by the time that they used.</summary>
    public double Seen { get; }

    public ShareDeviation Worst => Shares.MaxBy(share => Math.Abs(share.Sigmas))!;

    /// <param name="truth">Lines of <c>nanoseconds name</c>.</param>
    /// <param name="profile">A sample counts for the innermost of these functions on its stack.</param>
    public static BurnedTime Compare(IEnumerable<string> truth, Profile profile)
    {
        var used = truth.Select(line => line.Split(' ', 2)).Select(parts => (Name: parts[1], Time: long.Parse(parts[0], CultureInfo.InvariantCulture))).ToList();
        var samples = new long[used.Count];
        var weight = 0L;
        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var sample = profile.Samples[row];
            if (FindFunction(profile, sample.Stack, used) is >= 0 and var function)
            {
                samples[function] += sample.Count;
                weight += sample.Weight;
            }
        }

        var time = used.Sum(u => u.Time);
        return new BurnedTime(
            [.. used.Select((u, i) => new ShareDeviation(u.Name, u.Time / (double)time, samples[i], samples.Sum()))], weight / (double)time);
    }

    private static int FindFunction(Profile profile, StackId stack, List<(string Name, long Time)> used)
    {
        for (; stack != StackId.Empty; stack = profile.Stacks.GetParent(stack))
        {
            var frame = profile.Frames[profile.Stacks.GetFrame(stack)];
            var name = profile.Functions[frame.Function].Name.Name;
            var found = used.FindIndex(u => name == u.Name || (name.StartsWith(u.Name, StringComparison.Ordinal) && name.AsSpan(u.Name.Length).StartsWith(" [#")));
            if (found >= 0)
            {
                return found;
            }
        }

        return -1;
    }
}
