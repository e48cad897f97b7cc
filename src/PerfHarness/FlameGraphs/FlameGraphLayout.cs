using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>
/// Gives each row of a tree its place. Everything is linear but the sort of the distinct names: children are put in order
/// by linking all rows, in the order of their names, to their parents.
/// </summary>
internal static class FlameGraphLayout
{
    /// <param name="chart">Of a flame chart: the weight before each row of the tree, from row 1 on. Else null.</param>
    public static FlameGraph Compute(
        FlameGraphTree tree, FlameGraphNames names, IReadOnlyList<long>? chart, FlameGraphOptions options, bool isDifference)
    {
        RequireNoChartOfDifference(chart, isDifference);
        var diagnostics = new List<Diagnostic>();
        var after = ComputeTotals(tree, DiffSide.After);
        var before = isDifference ? ComputeTotals(tree, DiffSide.Before) : [];
        var width = ComputeWidth(options, isDifference, after[0], diagnostics);
        var children = ChildLists.Create(tree.Rows, chart is null ? SortByName(tree, names.Rows) : null);
        var boxes = new FlameGraphBoxes(tree, children, after, before, chart).Place(width, ComputeThreshold(options, width));
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

    private static void RequireNoChartOfDifference(IReadOnlyList<long>? chart, bool isDifference)
    {
        if (isDifference && chart is not null)
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, "A flame chart cannot show a difference.", "Omit --flamechart.");
        }
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
                : throw new PerfHarnessException(DiagnosticCodes.UsageError, "--total does not apply to a differential flame graph.", "Omit it.");
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
                FormattableString.Invariant($"--total {given} is less than the sum of the weights, {total}: the sum is used."),
                "Use a larger --total, or omit it."));
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
}
