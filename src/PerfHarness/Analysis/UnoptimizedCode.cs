using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>Code that the JIT compiler has not optimized yet.</summary>
internal static class UnoptimizedCode
{
    /// <summary>Share of the samples whose leaf is such code, 0 to 1.</summary>
    public static double ComputeShare(SampleSelection selection)
    {
        var unoptimized = 0L;
        foreach (var row in selection.Rows)
        {
            var sample = selection.Profile.Samples[row];
            unoptimized += Contains(selection.Profile, sample) ? sample.Count : 0;
        }

        return selection.Samples == 0 ? 0 : unoptimized / (double)selection.Samples;
    }

    public static bool Contains(Profile profile, in Sample sample) =>
        sample.Stack != StackId.Empty && Contains(profile.Frames[profile.Stacks.GetFrame(sample.Stack)]);

    public static bool Contains(in Frame leaf) =>
        leaf.Tier is CodeTier.QuickJitted or CodeTier.InstrumentedTier or CodeTier.InstrumentedTierOptimized or CodeTier.MinOptJitted;
}
