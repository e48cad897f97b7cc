using FsCheck;
using FsCheck.Fluent;
using PerfHarness.FlameGraphs;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.FlameGraphs;

/// <summary>Stacks that are merged row by row against stacks that are merged one by one.</summary>
public sealed class FlameGraphMergeTests
{
    private static readonly FrameKind[] Kinds = [FrameKind.Unknown, FrameKind.Native, FrameKind.Kernel, FrameKind.Jit, FrameKind.ReadyToRun];

    [Fact]
    public void A_box_is_a_distinct_path_with_the_sums_of_its_stacks_and_the_kind_that_they_vote_for()
    {
        // Two names of three kinds, so that boxes have several; groups take turns, are equal to a name, and may be missing.
        var frame = Gen.Choose(0, 5);
        var stack = frame.ListOf().Zip(Gen.Choose(0, 3)).Zip(Gen.Choose(0, 20)).Zip(Gen.Choose(0, 4))
            .Select(t => new Line([.. t.Item1.Item1.Item1], t.Item1.Item1.Item2, t.Item1.Item2, t.Item2 == 0));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(stack.ListOf().ToArbitrary(), lines =>
        {
            var isDifference = lines.Any(line => line is { IsBefore: true, Weight: > 0 });
            var expected = new Dictionary<string, Node>(StringComparer.Ordinal);
            foreach (var line in lines.Where(line => line.Weight > 0 && !line.IsBefore))
            {
                AddTo(expected, line);
            }

            foreach (var line in lines.Where(line => line.Weight > 0 && line.IsBefore))
            {
                AddTo(expected, line);
            }

            var graph = Build(lines, isDifference);
            Assert.Equal(
                expected.OrderBy(node => node.Key, StringComparer.Ordinal).Select(node => $"{node.Key} {node.Value}"),
                graph.Boxes.Skip(1).Select((_, i) => i + 1)
                    .Select(row => $"{GetPath(graph, row)} {Node.From(graph.Boxes[row])}").Order(StringComparer.Ordinal));
        }));
    }

    private static FlameGraph Build(IReadOnlyList<Line> lines, bool isDifference)
    {
        var builder = new ProfileBuilder();
        var stacks = lines.Select(line => (line.IsBefore, Stack: new FlameGraphStack(
            line.Frames.Aggregate(StackId.Empty, (parent, frame) => builder.Stacks.Intern(parent, builder.Frames.Intern(
                new Frame(builder.Functions.Intern(new FunctionName("", GetName(frame))), GetKind(frame))))),
            line.Weight,
            GetGroup(line)))).ToList();
        var profile = builder.Build();
        var flame = new FlameGraphBuilder(new FlameGraphOptions { MinWidth = new FlameGraphMinWidth(0) });
        flame.Add(profile, [.. stacks.Where(s => !s.IsBefore).Select(s => s.Stack)]);
        if (isDifference)
        {
            flame.Add(profile, [.. stacks.Where(s => s.IsBefore).Select(s => s.Stack)], DiffSide.Before);
        }

        return flame.Build();
    }

    private static void AddTo(Dictionary<string, Node> nodes, Line line)
    {
        List<(string Name, FlameGraphKind Kind)> path = [.. line.Frames.Select(frame => (GetName(frame), ToGraphKind(GetKind(frame))))];
        if (GetGroup(line) is { } group)
        {
            path.Insert(0, (group, FlameGraphKind.Root));
        }

        var key = "";
        for (var i = 0; i < path.Count; i++)
        {
            key += $";{path[i].Name}";
            var node = nodes.GetValueOrDefault(key, new Node());
            var self = i == path.Count - 1 ? line.Weight : 0;
            node = line.IsBefore
                ? node with { Before = node.Before + line.Weight, BeforeSelf = node.BeforeSelf + self }
                : node with { After = node.After + line.Weight, Self = node.Self + self };
            nodes[key] = node.Vote(path[i].Kind, line.Weight);
        }
    }

    private static string GetPath(FlameGraph graph, int row) =>
        row == 0 ? "" : $"{GetPath(graph, graph.Boxes[row].Parent)};{graph.Names[graph.Boxes[row].Name].Text}";

    private static string GetName(int frame) => frame % 2 == 0 ? "a" : "b";

    private static FrameKind GetKind(int frame) => Kinds[frame / 2];

    private static FlameGraphKind ToGraphKind(FrameKind kind) =>
        kind switch { FrameKind.Native => FlameGraphKind.Native, FrameKind.Kernel => FlameGraphKind.Kernel, _ => FlameGraphKind.Other };

    private static string? GetGroup(Line line) => line.Group switch { 0 => null, 1 => "x", 2 => "y", _ => "a" };

    private sealed record Line(int[] Frames, int Group, int Weight, bool IsBefore);

    private sealed record Node(long After = 0, long Self = 0, long Before = 0, long BeforeSelf = 0, FlameGraphKind Kind = default)
    {
        private long Lead { get; init; }

        public static Node From(in FlameGraphBox box) => new(box.Total, box.Self, box.BeforeTotal, box.BeforeSelf, box.Kind);

        // Boyer and Moore's majority vote.
        public Node Vote(FlameGraphKind kind, long weight) => kind == Kind ? this with { Lead = Lead + weight }
            : Lead >= weight ? this with { Lead = Lead - weight }
            : this with { Kind = kind, Lead = weight - Lead };

        public override string ToString() => $"{After} {Self} {Before} {BeforeSelf} {Kind}";
    }
}
