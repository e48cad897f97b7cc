using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>
/// Sums a tree by function. A function's total is the sum of its outermost boxes, found in one walk that counts how many
/// boxes of each function are open on the way down.
/// </summary>
internal static class FlameGraphFunctions
{
    public static IReadOnlyList<FlameGraphFunction> Compute(
        FlameGraphTree tree, FlameGraphNames names, long[] after, long[] before, ChildLists children)
    {
        var totals = new (long After, long Before)[names.Rows.Count];
        var isGroup = new bool[totals.Length];
        var open = new int[totals.Length];
        foreach (var (row, isLeaving) in children.Walk())
        {
            var name = tree.GetName(row);
            if (isLeaving)
            {
                open[name]--;
            }
            else if (open[name]++ == 0)
            {
                totals[name] = (totals[name].After + after[row], totals[name].Before + (before.Length > 0 ? before[row] : 0));
                isGroup[name] |= tree.Nodes[row].Kind == FlameGraphKind.Root;
            }
        }

        var functions = new List<FlameGraphFunction>();
        for (var name = 1; name < totals.Length; name++)
        {
            if (!isGroup[name])
            {
                var self = names.Self[name];
                functions.Add(new FlameGraphFunction(name, self.After, totals[name].After, self.Before, totals[name].Before));
            }
        }

        return functions;
    }
}
