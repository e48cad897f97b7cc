using PerfHarness.Profiles;

namespace PerfHarness.Analysis;

/// <summary>A function in its place in a <see cref="CallTree"/>. Sums are in the tree's measure.</summary>
internal sealed class CallTreeNode
{
    private readonly List<CallTreeNode> _children = [];

    internal CallTreeNode(FunctionName name, FrameKind kind, int depth, long sum, long self, double share) =>
        (Name, Kind, Depth, Total, Self, Share) = (name, kind, depth, sum, self, share);

    public FunctionName Name { get; }

    /// <summary>Kind of the first frame that was met here.</summary>
    public FrameKind Kind { get; }

    /// <summary>0 for a root.</summary>
    public int Depth { get; }

    /// <summary>Samples that pass through here.</summary>
    public long Total { get; }

    /// <summary>Samples that end here: in a tree of callees, those of the function itself; in a tree of callers, those whose
    /// stack begins here.</summary>
    public long Self { get; }

    /// <summary><see cref="Total"/> as a share of the tree's total.</summary>
    public double Share { get; }

    /// <summary>Largest first; those below the threshold are not here, so that their sums need not add up to <see cref="Total"/>.</summary>
    public IReadOnlyList<CallTreeNode> Children => _children;

    internal void Add(CallTreeNode child) => _children.Add(child);
}
