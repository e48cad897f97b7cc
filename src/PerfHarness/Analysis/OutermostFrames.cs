using System.Collections;
using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>
/// Tells the stacks whose leaf belongs to a group that no frame nearer to the root belongs to. A group's total is the sum
/// of the subtrees of just these, so a recursive function counts each sample once. One walk over the tree, which counts
/// the groups that are open on the way down.
/// </summary>
internal static class OutermostFrames
{
    /// <param name="groupOfFrame">Group of each row of the frame table.</param>
    public static BitArray Find(StackTable stacks, int[] groupOfFrame, int groups)
    {
        var firstChild = new int[stacks.Count];
        var nextSibling = new int[stacks.Count];
        for (var row = stacks.Count - 1; row > 0; row--)
        {
            var parent = stacks.GetParent(new StackId(row)).Index;
            (nextSibling[row], firstChild[parent]) = (firstChild[parent], row);
        }

        var outermost = new BitArray(stacks.Count);
        var open = new int[groups];
        var at = firstChild[0];
        while (at != 0)
        {
            outermost[at] = open[Group(at)]++ == 0;
            if (firstChild[at] != 0)
            {
                at = firstChild[at];
                continue;
            }

            // Up to the next stack that has a sibling left; every one that is left behind closes its group.
            open[Group(at)]--;
            while (nextSibling[at] == 0)
            {
                at = stacks.GetParent(new StackId(at)).Index;
                if (at == 0)
                {
                    return outermost;
                }

                open[Group(at)]--;
            }

            at = nextSibling[at];
        }

        return outermost;

        int Group(int row) => groupOfFrame[stacks.GetFrame(new StackId(row)).Index];
    }
}
