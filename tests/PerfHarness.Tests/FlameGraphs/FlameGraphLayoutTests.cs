using FsCheck;
using FsCheck.Fluent;
using PerfHarness.Analysis;
using PerfHarness.FlameGraphs;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.FlameGraphs;

public sealed class FlameGraphLayoutTests
{
    private static readonly FlameGraphOptions Everything = new() { MinWidth = new FlameGraphMinWidth(0) };

    [Fact]
    public void Stacks_merge_from_the_root_and_children_are_sorted_by_name()
    {
        var graph = Build(Everything, ("main;b;x", 3), ("main;a", 2), ("main;b", 1), ("main;b;x", 4));

        Assert.Equal(
            ["0 all 0-10 self 0", "1 main 0-10 self 0", "2 a 0-2 self 2", "2 b 2-10 self 1", "3 x 3-10 self 7"],
            Lines(graph));
        Assert.Equal([-1, 0, 1, 1, 3], graph.Boxes.Select(b => b.Parent));
    }

    [Fact]
    public void Reverse_merges_from_the_leaf() =>
        Assert.Equal(
            ["0 all 0-5 self 0", "1 x 0-5 self 0", "2 a 0-2 self 0", "2 b 2-5 self 0", "3 main 0-2 self 2", "3 main 2-5 self 3"],
            Lines(Build(Everything with { Reverse = true }, ("main;a;x", 2), ("main;b;x", 3))));

    [Fact]
    public void A_flame_chart_keeps_the_order_and_merges_neighbours_only() =>
        Assert.Equal(
            ["0 all 0-6 self 0", "1 m 0-6 self 0", "2 z 0-3 self 2", "2 a 3-4 self 1", "2 z 4-6 self 2", "3 y 2-3 self 1"],
            Lines(Build(Everything with { FlameChart = true }, ("m;z", 2), ("m;z;y", 1), ("m;a", 1), ("m;z", 2))));

    [Fact]
    public void Annotations_become_kinds_and_leave_the_name()
    {
        var graph = Build(Everything, ("main;read_[k]", 1), ("main;Run_[j]", 1), ("main;Get_[i]", 1), ("main;wake_[w]", 1), ("main;[unknown]", 1), ("main;x_[z]", 1));

        Assert.Equal(
            [("Get", FlameGraphKind.Inlined), ("Run", FlameGraphKind.Jit), ("[unknown]", FlameGraphKind.Unknown), ("read", FlameGraphKind.Kernel), ("wake", FlameGraphKind.Other), ("x_[z]", FlameGraphKind.Other)],
            graph.Boxes.Where(b => b.Depth == 2).Select(b => (graph.Names[b.Name].Text, b.Kind)));
        Assert.Equal(1, graph.SelfByKind[(int)FlameGraphKind.Kernel]);
    }

    [Fact]
    public void A_function_of_a_profile_is_one_box_whatever_its_tiers_and_has_the_kind_of_most_of_its_weight()
    {
        var builder = new ProfileBuilder();
        var work = builder.Functions.Intern(new FunctionName("App", "App.Work()"));
        var other = builder.Functions.Intern(new FunctionName("Lib", "App.Work()"));
        var precompiled = builder.Frames.Intern(new Frame(work, FrameKind.ReadyToRun, CodeTier.PreJit));
        var jitted = builder.Frames.Intern(new Frame(work, FrameKind.Jit, CodeTier.OptimizedTier1));
        var elsewhere = builder.Frames.Intern(new Frame(other, FrameKind.Native));
        FlameGraphStack Stack(long weight, params FrameId[] frames) =>
            new(frames.Aggregate(StackId.Empty, builder.Stacks.Intern), weight, "bench");
        FlameGraphStack[] stacks = [Stack(2, precompiled), Stack(5, jitted), Stack(1, elsewhere), Stack(1, jitted, elsewhere)];

        var flame = new FlameGraphBuilder(Everything);
        flame.Add(builder.Build(), stacks);
        var graph = flame.Build();

        Assert.Equal(["0 all 0-9 self 0", "1 bench 0-9 self 0", "2 App.Work() 0-8 self 7", "2 App.Work() 8-9 self 1", "3 App.Work() 7-8 self 1"], Lines(graph));
        Assert.Equal([FlameGraphKind.Root, FlameGraphKind.Root, FlameGraphKind.Jit, FlameGraphKind.Native, FlameGraphKind.Native], graph.Boxes.Select(b => b.Kind));
        Assert.Equal(["App", "Lib"], graph.Boxes.Where(b => b.Depth == 2).Select(b => graph.Names[b.Name].Module));
    }

    [Fact]
    public void What_is_narrower_than_the_minimum_is_left_out_but_keeps_its_place()
    {
        (string, long)[] stacks = [("a", 1), ("b;c", 999)];

        Assert.Equal(["0 all 0-1000 self 0", "1 b 1-1000 self 0", "2 c 1-1000 self 999"], Lines(Build(Everything with { MinWidth = new(0.2, IsPercent: true) }, stacks)));
        Assert.Equal(4, Build(Everything with { MinWidth = new(0.1, IsPercent: true) }, stacks).Boxes.Length);

        // 1180 pixels for 1000 samples: one is 1.18 wide.
        Assert.Equal(3, Build(Everything with { MinWidth = new(1.2) }, stacks).Boxes.Length);
        Assert.Equal(1, Build(Everything with { MinWidth = new(1.2) }, stacks).HiddenBoxes);
        Assert.Equal(4, Build(Everything with { MinWidth = new(1.1) }, stacks).Boxes.Length);
    }

    [Theory]
    [InlineData("0.1", 0.1, false)]
    [InlineData("5", 5, false)]
    [InlineData("0.5%", 0.5, true)]
    public void A_minimum_width_is_in_pixels_or_percent(string text, double value, bool percent)
    {
        Assert.True(FlameGraphMinWidth.TryParse(text, out var width));
        Assert.Equal(new FlameGraphMinWidth(value, percent), width);
        Assert.Equal(text, width.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("-1")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    public void Another_minimum_width_is_rejected(string text) => Assert.False(FlameGraphMinWidth.TryParse(text, out _));

    [Fact]
    public void A_total_widens_the_whole_and_a_smaller_one_is_ignored_with_a_warning()
    {
        Assert.Equal(["0 all 0-20 self 0", "1 a 0-10 self 10"], Lines(Build(Everything with { Total = 20 }, ("a", 10))));

        var graph = Build(Everything with { Total = 5 }, ("a", 10));
        Assert.Equal(10, graph.Width);
        Assert.Equal(Severity.Warning, Assert.Single(graph.Diagnostics).Severity);
    }

    [Fact]
    public void Nothing_added_is_an_empty_graph() => Assert.Empty(Build(Everything).Boxes);

    [Fact]
    public void Options_that_nothing_can_be_drawn_with_are_rejected()
    {
        FlameGraphOptions[] unusable =
        [
            new() { Width = 20 }, new() { FrameHeight = 0 }, new() { FontSize = double.NaN }, new() { FontWidth = 0 }, new() { MinWidth = new(-1) }, new() { MinWidth = new(double.NaN) },
            new() { Factor = 0 }, new() { Factor = double.PositiveInfinity }, new() { Total = 0 }, new() { CountName = "a (b" }, new() { Background = "red" }, new() { Background = "#12345g" }, new() { Background = "#123\"/>" },
        ];

        Assert.All(unusable, options => Assert.Equal(DiagnosticCodes.UsageError, Assert.Throws<PerfHarnessException>(() => new FlameGraphBuilder(options)).Diagnostic.Code));
    }

    [Fact]
    public void Weights_beyond_any_count_are_rejected()
    {
        var builder = new FlameGraphBuilder(Everything);
        builder.Add("a", long.MaxValue);
        Assert.Throws<InputException>(() => builder.Add("b", 1));
        Assert.Equal(long.MaxValue, builder.Build().Total);
    }

    [Fact]
    public void A_flame_chart_of_samples_is_in_the_order_of_time_within_each_thread()
    {
        var builder = new ProfileBuilder(keepTimes: true);
        var frames = new[] { "a", "b" }.ToDictionary(n => n, n => builder.Frames.Intern(new Frame(builder.Functions.Intern(new FunctionName("m", n)), FrameKind.Native)), StringComparer.Ordinal);
        var (run, cycles) = (builder.AddRun(new RunInfo()), builder.AddEvent(new EventInfo("cycles", 0, "cycles")));
        foreach (var (time, tid, name) in new[] { (30, 1, "a"), (10, 1, "b"), (20, 2, "a"), (5, 1, "a") })
        {
            builder.Samples.Add(new Sample(builder.Stacks.Intern(StackId.Empty, frames[name]), builder.AddThread(new ThreadInfo(1, tid, "bench")), cycles, run, time, 1, 1));
        }

        var selection = SampleFilter.None.Apply(builder.Build());
        var chart = Everything with { FlameChart = true };
        Assert.Equal(["a 0-1", "b 1-2", "a 2-4"], Leaves(FlameGraph.Create(selection, chart)));
        Assert.Equal(["a 0-1", "b 1-2", "a 2-3", "a 3-4"], Leaves(FlameGraph.Create(selection, chart, Measure.Samples, group: FlameGraphGroup.Thread)));

        static IEnumerable<string> Leaves(FlameGraph graph) => graph.Boxes.Where(b => b.Depth == 2).Select(b => $"{graph.Names[b.Name].Text} {b.X0}-{b.X1}");
    }

    [Fact]
    public void A_diff_shows_what_is_on_one_side_only_and_is_as_wide_as_the_mean_share()
    {
        var builder = new FlameGraphBuilder(Everything);
        builder.Add("m;gone", 10, DiffSide.Before);
        builder.Add("m;kept", 90, DiffSide.Before);
        builder.Add("m;kept", 30);
        builder.Add("m;new", 10);
        var graph = builder.Build();

        Assert.True(graph.IsDifference);
        Assert.Equal(["gone", "kept", "new"], graph.Boxes.Where(b => b.Depth == 2).Select(b => graph.Names[b.Name].Text));
        Assert.Equal([0.05, 0.825, 0.125], graph.Boxes.Where(b => b.Depth == 2).Select(b => Math.Round(b.X1 - b.X0, 12)));
        Assert.Equal([(10, 0), (90, 30), (0, 10)], graph.Boxes.Where(b => b.Depth == 2).Select(b => (b.BeforeTotal, b.Total)));
        Assert.Throws<PerfHarnessException>(() => Difference(Everything with { Total = 5 }));
        Assert.Throws<PerfHarnessException>(() => Difference(Everything with { FlameChart = true }));
    }

    [Fact]
    public void A_difference_to_nothing_is_drawn_by_the_side_that_is_there()
    {
        var builder = new FlameGraphBuilder(Everything);
        builder.Add("m;gone", 10, DiffSide.Before);
        Assert.Equal(1, builder.Build().Boxes[^1].X1);
    }

    [Fact]
    public void Stacks_of_any_depth_do_not_exhaust_the_call_stack()
    {
        var deep = string.Join(';', Enumerable.Range(0, 100_000).Select(i => "f" + (i % 7)));
        foreach (var options in new[] { Everything, Everything with { Reverse = true }, Everything with { FlameChart = true } })
        {
            var graph = Build(options, (deep, 1), (deep[..^3], 1));
            Assert.Equal(100_001, graph.Rows);
        }
    }

    [Fact]
    public void Boxes_lie_within_their_parents_in_order_and_sums_agree()
    {
        var stack = Gen.Choose(0, 5).Select(i => "f" + i).ListOf().Select(frames => string.Join(';', frames));
        var line = stack.Zip(Gen.Choose(0, 1_000_000)).Select(t => (Stack: t.Item1, Weight: (long)t.Item2));
        var input = line.ListOf().Zip(line.ListOf()).Zip(Gen.Choose(0, 7).Zip(Gen.Choose(0, 300)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(input.ToArbitrary(), t =>
        {
            var ((after, before), (mode, minWidth)) = t;
            var options = Everything with { Reverse = (mode & 1) != 0, FlameChart = (mode & 2) != 0, MinWidth = new(minWidth / 10.0) };
            var builder = new FlameGraphBuilder(options);
            foreach (var (s, weight) in after)
            {
                builder.Add(s, weight);
            }

            foreach (var (s, weight) in (mode & 6) == 4 ? before : [])
            {
                builder.Add(s, weight, DiffSide.Before);
            }

            AssertInvariants(builder.Build(), after.Sum(l => l.Weight), minWidth / 10.0);
        }));
    }

    private static void AssertInvariants(FlameGraph graph, long total, double minWidth)
    {
        Assert.Equal(total, graph.Total);
        for (var row = 1; row < graph.Boxes.Length; row++)
        {
            var box = graph.Boxes[row];
            var parent = graph.Boxes[box.Parent];
            Assert.InRange(box.Parent, 0, row - 1);
            Assert.Equal(parent.Depth + 1, box.Depth);
            Assert.True(parent.X0 <= box.X0 && box.X0 < box.X1 && box.X1 <= parent.X1);
            Assert.InRange(box.Total, 0, parent.Total - (parent.Self * 1));
            Assert.True((box.X1 - box.X0) / graph.Width * 1180 >= minWidth * (1 - 1e-9));
            var left = graph.Boxes[row - 1];
            Assert.True(left.Depth < box.Depth || left.X1 <= box.X0);
        }

        foreach (var children in graph.Boxes.Skip(1).GroupBy(b => b.Parent))
        {
            var parent = graph.Boxes[children.Key];
            Assert.True(children.Sum(b => b.Total) + parent.Self <= parent.Total);
            if (minWidth == 0 && !graph.IsDifference)
            {
                Assert.Equal(parent.Total, children.Sum(b => b.Total) + parent.Self);
            }
        }
    }

    private static FlameGraph Difference(FlameGraphOptions options)
    {
        var builder = new FlameGraphBuilder(options);
        builder.Add("a", 1, DiffSide.Before);
        builder.Add("a", 1);
        return builder.Build();
    }

    private static FlameGraph Build(FlameGraphOptions options, params (string Stack, long Weight)[] stacks)
    {
        var builder = new FlameGraphBuilder(options);
        foreach (var (stack, weight) in stacks)
        {
            builder.Add(stack, weight);
        }

        return builder.Build();
    }

    private static IEnumerable<string> Lines(FlameGraph graph) =>
        graph.Boxes.Select(b => $"{b.Depth} {graph.Names[b.Name].Text} {b.X0}-{b.X1} self {b.Self}");
}
