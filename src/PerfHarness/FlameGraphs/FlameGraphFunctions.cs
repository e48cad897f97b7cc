using PerfHarness.Profiles;

namespace PerfHarness.FlameGraphs;

/// <summary>
/// Sums a tree by function. A function's total is the sum of its outermost boxes, found in one walk that counts how many
/// boxes of each function are open on the way down.
/// </summary>
internal static class FlameGraphFunctions
{
    public static FlameGraphFunction[] Compute(FlameGraphTree tree, FlameGraphNames names, long[] after, long[] before, ChildLists children)
    {
        var totals = new FlameGraphFunction[names.Count];
        var isGroup = new bool[totals.Length];
        var open = new int[totals.Length];
        var row = children.GetFirst(0);
        while (row != 0)
        {
            var name = tree.GetName(row);
            if (open[name]++ == 0)
            {
                ref var sum = ref totals[name];
                sum = sum with { Total = sum.Total + after[row], BeforeTotal = sum.BeforeTotal + (before.Length > 0 ? before[row] : 0) };
                isGroup[name] |= tree.Nodes[row].Kind == FlameGraphKind.Root;
            }

            if (children.GetFirst(row) is > 0 and var child)
            {
                row = child;
                continue;
            }

            open[name]--;
            while (row != 0 && children.GetNext(row) == 0)
            {
                row = tree.GetParent(row);
                open[tree.GetName(row)]--;
            }

            row = row == 0 ? 0 : children.GetNext(row);
        }

        var count = 0;
        for (var name = 1; name < totals.Length; name++)
        {
            if (!isGroup[name])
            {
                totals[count++] = totals[name] with
                {
                    Name = name, Self = names.GetSelf(name, DiffSide.After), BeforeSelf = names.GetSelf(name, DiffSide.Before),
                };
            }
        }

        return totals[..count];
    }
}
