namespace PerfHarness.FlameGraphs;

/// <summary>
/// Sums a tree by function. A function's total is the sum of its outermost boxes, found in one walk that counts how many
/// boxes of each function are open on the way down.
/// </summary>
internal static class FlameGraphFunctions
{
    public static IReadOnlyList<FlameGraphFunction> Compute(FlameGraphTree tree, FlameGraphNames names, long[] after, long[] before, int[] firstChild, int[] nextSibling)
    {
        var nodes = tree.Nodes;
        var totals = new (long After, long Before)[names.Rows.Count];
        var isGroup = new bool[totals.Length];
        var open = new int[totals.Length];
        for (var at = firstChild[0]; at != 0;)
        {
            var name = nodes[at].Name;
            if (open[name]++ == 0)
            {
                totals[name] = (totals[name].After + after[at], totals[name].Before + (before.Length > 0 ? before[at] : 0));
                isGroup[name] |= nodes[at].Kind == FlameGraphKind.Root;
            }

            if (firstChild[at] != 0)
            {
                at = firstChild[at];
                continue;
            }

            while (at != 0)
            {
                open[nodes[at].Name]--;
                if (nextSibling[at] != 0)
                {
                    at = nextSibling[at];
                    break;
                }

                at = nodes[at].Parent;
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
