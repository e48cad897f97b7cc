using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>
/// Functions by who calls whom: from the root down, from the leaves up, or around one function. Frames of one function
/// (tiers, addresses) are one node. Nothing here recurses: a stack may be as deep as its input says.
/// </summary>
internal sealed class CallTree
{
    internal CallTree(IReadOnlyList<CallTreeNode> roots, long total) => (Roots, Total) = (roots, total);

    /// <summary>Largest first.</summary>
    public IReadOnlyList<CallTreeNode> Roots { get; }

    /// <summary>What <see cref="CallTreeNode.Share"/> is a share of: all selected samples.</summary>
    public long Total { get; }

    /// <summary>Roots are the stacks' first frames, children what they call.</summary>
    public static CallTree BuildTopDown(SampleSelection selection, CallTreeOptions? options = null) =>
        new CallTreeBuilder(selection, options ?? CallTreeOptions.Default).BuildTopDown();

    /// <summary>Roots are the leaves' functions with their self, children who called them.</summary>
    public static CallTree BuildBottomUp(SampleSelection selection, CallTreeOptions? options = null) =>
        new CallTreeBuilder(selection, options ?? CallTreeOptions.Default).BuildBottomUp();

    /// <summary>One root, the function with its total; children what it calls. Of a recursive function the outermost call counts.</summary>
    public static CallTree BuildCallees(SampleSelection selection, FunctionId function, CallTreeOptions? options = null) =>
        new CallTreeBuilder(selection, options ?? CallTreeOptions.Default).BuildCallees(function);

    /// <summary>One root, the function with its total; children who called it. Of a recursive function the outermost call counts.</summary>
    public static CallTree BuildCallers(SampleSelection selection, FunctionId function, CallTreeOptions? options = null) =>
        new CallTreeBuilder(selection, options ?? CallTreeOptions.Default).BuildCallers(function);

    /// <summary>All nodes, parents before their children.</summary>
    public IEnumerable<CallTreeNode> Walk()
    {
        var pending = new Stack<CallTreeNode>(Roots.Reverse());
        while (pending.TryPop(out var node))
        {
            yield return node;
            for (var i = node.Children.Count - 1; i >= 0; i--)
            {
                pending.Push(node.Children[i]);
            }
        }
    }
}
