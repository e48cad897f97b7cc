using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>
/// Gives each row of a tree its place. Everything is linear but the sort of the distinct names: children are put in order
/// by dealing all rows, in the order of their names, to their parents.
/// </summary>
internal static class FlameGraphLayout
{
    /// <param name="chart">Of a flame chart: the weight before each row of the tree, from row 1 on. Else null.</param>
    public static FlameGraph Compute(FlameGraphTree tree, FlameGraphNames names, IReadOnlyList<long>? chart, FlameGraphOptions options,
        bool isDifference)
    {
        if (isDifference && chart is not null)
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError,
                "A flame chart shows one profile in the order of time and cannot be a difference.", "Leave out --flamechart.");
        }

        var diagnostics = new List<Diagnostic>();
        var after = ComputeTotals(tree, DiffSide.After);
        var before = isDifference ? ComputeTotals(tree, DiffSide.Before) : [];
        var scale = new Scale(after[0], isDifference ? before[0] : 0, isDifference);
        var width = ComputeWidth(options, isDifference, after[0], diagnostics);
        var threshold = ComputeThreshold(options, width);
        var nodes = tree.Nodes;
        var children = ChildLists.Create(tree.Rows, chart is null ? SortByName(tree, names.Rows) : null);

        var boxes = new List<FlameGraphBox>();
        var rows = new List<int>();
        var starts = new List<(long After, long Before)>();
        if (after[0] > 0 || (isDifference && before[0] > 0))
        {
            boxes.Add(new FlameGraphBox(-1, 0, 0, FlameGraphKind.Root, 0, width, nodes[0].After, after[0], nodes[0].Before,
                isDifference ? before[0] : 0));
            rows.Add(0);
            starts.Add((0, 0));
        }

        // The list is its own queue: children go behind all of their parent's row.
        for (var row = 0; row < boxes.Count; row++)
        {
            // What ends in a box stands left of its children, as in flamegraph.pl.
            var (a, b) = (starts[row].After + nodes[rows[row]].After, starts[row].Before + nodes[rows[row]].Before);
            for (var node = children.GetFirst(rows[row]); node != 0; node = children.GetNext(node))
            {
                a = chart?[node - 1] ?? a;
                var (a1, b1) = (a + after[node], isDifference ? b + before[node] : 0);
                var (x0, x1) = (scale.ToX(a, b), scale.ToX(a1, b1));
                if (x1 - x0 >= threshold && x1 > x0)
                {
                    ref readonly var self = ref nodes[node];
                    boxes.Add(new FlameGraphBox(row, boxes[row].Depth + 1, tree.GetName(node), self.Kind, x0, x1, self.After, after[node],
                        self.Before, isDifference ? before[node] : 0));
                    rows.Add(node);
                    starts.Add((a, b));
                }

                (a, b) = (a1, b1);
            }
        }

        return new FlameGraph
        {
            Options = options,
            Names = names.Rows,
            Boxes = boxes,
            Width = width,
            Total = after[0],
            BeforeTotal = isDifference ? before[0] : 0,
            IsDifference = isDifference,
            HiddenBoxes = boxes.Count == 0 ? 0 : tree.Count - boxes.Count,
            SumFunctions = () => FlameGraphFunctions.Compute(tree, names, after, before, children),
            SelfByKind = SumSelfByKind(tree),
            Diagnostics = diagnostics,
        };
    }

    private static long[] SumSelfByKind(FlameGraphTree tree)
    {
        var sums = new long[Enum.GetValues<FlameGraphKind>().Length];
        foreach (ref readonly var node in tree.Nodes)
        {
            sums[(int)node.Kind] += node.After;
        }

        return sums;
    }

    private static long[] ComputeTotals(FlameGraphTree tree, DiffSide side)
    {
        var nodes = tree.Nodes;
        var rows = tree.Rows;
        var totals = new long[nodes.Length];
        for (var row = totals.Length - 1; row >= 0; row--)
        {
            ref readonly var node = ref nodes[row];
            totals[row] = checked(totals[row] + (side == DiffSide.After ? node.After : node.Before));
            if (row > 0)
            {
                var parent = rows.GetParent(row);
                totals[parent] = checked(totals[parent] + totals[row]);
            }
        }

        return totals;
    }

    private static double ComputeWidth(FlameGraphOptions options, bool isDifference, long total, List<Diagnostic> diagnostics)
    {
        if (isDifference)
        {
            return options.Total is null
                ? 1
                : throw new PerfHarnessException(DiagnosticCodes.UsageError,
                    "--total has no meaning for a differential flame graph, which compares shares.", "Leave it out.");
        }

        if (options.Total >= total)
        {
            return options.Total.Value;
        }

        if (options.Total is { } given)
        {
            diagnostics.Add(new Diagnostic(
                DiagnosticCodes.UsageError,
                Severity.Warning,
                string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"--total {given} is less than the sum of the weights, {total}: the sum is used."),
                "Give a larger total or leave it out."));
        }

        return total;
    }

    private static double ComputeThreshold(FlameGraphOptions options, double width) => options.MinWidth.IsPercent
        ? width * options.MinWidth.Value / 100
        : width * options.MinWidth.Value / Math.Max(1, options.PixelWidth - (2 * FlameGraphMetrics.SidePadding));

    /// <summary>All rows of the tree by name: a counting sort over the names' ranks.</summary>
    private static int[] SortByName(FlameGraphTree tree, IReadOnlyList<FlameGraphName> names)
    {
        var ranked = Enumerable.Range(0, names.Count).ToArray();
        Array.Sort(ranked, (a, b) =>
        {
            var byText = string.CompareOrdinal(names[a].Text, names[b].Text);
            return byText != 0 ? byText : string.CompareOrdinal(names[a].Module, names[b].Module);
        });
        var rank = new int[names.Count];
        for (var i = 0; i < ranked.Length; i++)
        {
            rank[ranked[i]] = i;
        }

        var start = new int[names.Count + 1];
        for (var row = 0; row < tree.Count; row++)
        {
            start[rank[tree.GetName(row)] + 1]++;
        }

        for (var i = 1; i < start.Length; i++)
        {
            start[i] += start[i - 1];
        }

        var order = new int[tree.Count];
        for (var row = 0; row < order.Length; row++)
        {
            order[start[rank[tree.GetName(row)]]++] = row;
        }

        return order;
    }

    /// <summary>
    /// From running sums of weights to x. Sums are whole numbers and x grows with them, so a child can never stick out
    /// of its parent by a rounding error.
    /// </summary>
    private readonly struct Scale(long after, long before, bool isDifference)
    {
        public double ToX(long a, long b) => !isDifference ? a
            : before == 0 ? (double)a / after
            : after == 0 ? (double)b / before
            : (((double)a / after) + ((double)b / before)) / 2;
    }
}
