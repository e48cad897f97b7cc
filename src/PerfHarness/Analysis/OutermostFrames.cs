using System.Collections;
using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>
/// Finds the stacks whose leaf is the outermost frame of its group: no frame nearer to the root belongs to the group. A
/// group's total is the sum of the subtrees of these stacks only, so a recursive function counts each sample once. One walk
/// over the tree, which counts the groups that are open on the way down.
/// </summary>
internal static class OutermostFrames
{
    /// <param name="groupOfFrame">Group of each row of the frame table.</param>
    public static BitArray Find(StackTable stacks, int[] groupOfFrame, int groups)
    {
        var outermost = new BitArray(stacks.Count);
        var open = new int[groups];
        foreach (var (row, isLeaving) in stacks.LinkChildren().Walk())
        {
            var group = groupOfFrame[stacks.GetFrame(new StackId(row)).Index];
            if (isLeaving)
            {
                open[group]--;
            }
            else
            {
                outermost[row] = open[group]++ == 0;
            }
        }

        return outermost;
    }
}
