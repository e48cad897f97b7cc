using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Analysis;

public sealed class CallTreeTests
{
    private static readonly CallTreeOptions All = new() { MinShare = 0, Measure = Measure.Samples };

    [Fact]
    public void Top_down_merges_frames_of_a_function_and_keeps_self_apart()
    {
        var profile = Make("a;b 3", "a;b;c 2", "a 1", "d 4");
        Assert.Equal(["a 6/1", " b 5/3", "  c 2/2", "d 4/4"], Text(CallTree.BuildTopDown(SampleFilter.None.Apply(profile), All)));
    }

    [Fact]
    public void Bottom_up_starts_at_the_leaves()
    {
        var profile = Make("a;b 3", "a;b;c 2", "b 1");
        Assert.Equal(["b 4/1", " a 3/3", "c 2/0", " b 2/0", "  a 2/2"], Text(CallTree.BuildBottomUp(SampleFilter.None.Apply(profile), All)));
    }

    [Fact]
    public void Callees_and_callers_of_a_recursive_function_count_a_sample_once()
    {
        var profile = Make("a;f;g;f;h 3", "b;f;h 2", "a 1");
        profile.Functions.TryFind(new FunctionName("m", "f"), out var f);
        Assert.Equal(["f 5/0", " g 3/0", "  f 3/0", "   h 3/3", " h 2/2"], Text(CallTree.BuildCallees(SampleFilter.None.Apply(profile), f, All)));
        Assert.Equal(["f 5/0", " a 3/3", " b 2/2"], Text(CallTree.BuildCallers(SampleFilter.None.Apply(profile), f, All)));
    }

    [Fact]
    public void What_is_below_the_threshold_or_too_deep_is_left_out()
    {
        var profile = Make("a;b;c 90", "a;d 9", "e 1");
        Assert.Equal(["a 99/0", " b 90/0", " d 9/9"], Text(CallTree.BuildTopDown(SampleFilter.None.Apply(profile), All with { MinShare = 0.05, MaxDepth = 1 })));
        Assert.Equal(["c 90/0", " b 90/0"], Text(CallTree.BuildBottomUp(SampleFilter.None.Apply(profile), All with { MinShare = 0.1, MaxDepth = 1 })));
    }

    [Fact]
    public void A_stack_of_a_million_frames_is_no_trouble()
    {
        var builder = new ProfileBuilder();
        var frames = Enumerable.Range(0, 2).Select(i => builder.Frames.Intern(new Frame(builder.Functions.Intern(new FunctionName("m", $"f{i}")), FrameKind.Native))).ToArray();
        var stack = StackId.Empty;
        for (var i = 0; i < 1_000_000; i++)
        {
            stack = builder.Stacks.Intern(stack, frames[i & 1]);
        }

        builder.Samples.Add(new Sample(stack, builder.AddThread(new ThreadInfo(1, 1, "x")), builder.AddEvent(new EventInfo("e", 0, "e")), builder.AddRun(new RunInfo()), -1, 1, 1));
        var profile = builder.Build();
        var selection = SampleFilter.None.Apply(profile);
        Assert.Equal(1_000_000, CallTree.BuildTopDown(selection).Walk().Count());
        Assert.Equal(1_000_000, CallTree.BuildBottomUp(selection).Walk().Count());
        Assert.Equal([1, 1], SelfShares.Compute(selection).Rows.Select(r => r.TotalSum));
        Assert.Equal(1, FoldedStacks.Fold(selection).LineCount);
    }

    internal static Profile Make(params string[] lines)
    {
        var builder = new ProfileBuilder();
        var thread = builder.AddThread(new ThreadInfo(1, 1, "x"));
        var @event = builder.AddEvent(new EventInfo("e", 0, "samples"));
        var run = builder.AddRun(new RunInfo());
        foreach (var line in lines)
        {
            var (text, count) = (line.Split(' ')[0], long.Parse(line.Split(' ')[1]));
            var stack = StackId.Empty;
            foreach (var name in text.Split(';'))
            {
                // Two tiers of a function are two frames.
                var frame = new Frame(builder.Functions.Intern(new FunctionName("m", name)), FrameKind.Jit, builder.Stacks.Count % 2 == 0 ? CodeTier.QuickJitted : CodeTier.OptimizedTier1);
                stack = builder.Stacks.Intern(stack, builder.Frames.Intern(frame));
            }

            builder.Samples.Add(new Sample(stack, thread, @event, run, -1, count, count));
        }

        return builder.Build();
    }

    private static string[] Text(CallTree tree) => [.. tree.Walk().Select(n => $"{new string(' ', n.Depth)}{n.Name.Name} {n.Total}/{n.Self}")];
}
