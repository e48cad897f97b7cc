using PerfHarness.Profiles;

namespace PerfHarness.Measurements;

/// <summary>Code that the JIT compiler has not optimized yet: how long it stays in use differs from process to process.</summary>
internal static class UnoptimizedCode
{
    /// <summary>The sample was taken in such code.</summary>
    public static bool Contains(Profile profile, in Sample sample) =>
        sample.Stack != StackId.Empty && profile.Frames[profile.Stacks.GetFrame(sample.Stack)].Tier
            is CodeTier.QuickJitted or CodeTier.InstrumentedTier or CodeTier.InstrumentedTierOptimized or CodeTier.MinOptJitted;

    /// <summary>Its share of the main event's samples, over all runs.</summary>
    public static double ComputeShare(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var mainEvent = MainEvent.Find(profile);
        var (all, unoptimized) = (0L, 0L);
        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var sample = profile.Samples[row];
            if (sample.Event == mainEvent)
            {
                all += sample.Count;
                unoptimized += Contains(profile, sample) ? sample.Count : 0;
            }
        }

        return all == 0 ? 0 : unoptimized / (double)all;
    }
}
