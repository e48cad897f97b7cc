namespace PerfHarness.Architecture.Tests;

/// <summary>Strongly connected components of a directed graph (Tarjan): each with more than one node is a cycle.</summary>
internal sealed class Cycles
{
    private readonly ILookup<string, string> _edges;
    private readonly Dictionary<string, (int Index, int Low)> _visited = [];
    private readonly Stack<string> _open = [];
    private readonly HashSet<string> _isOpen = [];
    private readonly List<IReadOnlyList<string>> _found = [];

    private Cycles(IEnumerable<(string From, string To)> edges) => _edges = edges.Distinct().ToLookup(e => e.From, e => e.To);

    /// <summary>Every cycle's nodes in ordinal order.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Find(IEnumerable<(string From, string To)> edges)
    {
        var search = new Cycles(edges);
        foreach (var node in search._edges.Select(group => group.Key).Order(StringComparer.Ordinal))
        {
            if (!search._visited.ContainsKey(node))
            {
                search.Visit(node);
            }
        }

        return search._found;
    }

    private int Visit(string node)
    {
        var index = _visited.Count;
        var low = index;
        _visited[node] = (index, low);
        _open.Push(node);
        _isOpen.Add(node);
        foreach (var next in _edges[node])
        {
            low = !_visited.TryGetValue(next, out var seen) ? Math.Min(low, Visit(next)) : _isOpen.Contains(next) ? Math.Min(low, seen.Index) : low;
        }

        _visited[node] = (index, low);
        if (low == index)
        {
            Close(node);
        }

        return low;
    }

    private void Close(string root)
    {
        var component = new List<string>();
        string node;
        do
        {
            node = _open.Pop();
            _isOpen.Remove(node);
            component.Add(node);
        }
        while (node != root);
        if (component.Count > 1)
        {
            _found.Add([.. component.Order(StringComparer.Ordinal)]);
        }
    }
}
