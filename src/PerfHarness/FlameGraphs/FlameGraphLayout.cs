using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>
/// Gives each row of a tree its place. Everything is linear but the sort of the children of each box by their names.
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
        var children = ChildLists.Create(tree.Rows);
        var boxes = new FlameGraphBoxes(tree, names, children, after, before, chart).PlaceAll(width, ComputeThreshold(options, width));
        return new FlameGraph
        {
            Options = options,
            Names = names.Rows.ToArray(),
            Boxes = boxes,
            Width = width,
            Total = after[0],
            BeforeTotal = isDifference ? before[0] : 0,
            IsDifference = isDifference,
            HiddenBoxes = boxes.Length == 0 ? 0 : tree.Count - boxes.Length,
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
        var sums = new long[(int)FlameGraphKind.Root + 1];
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
}
