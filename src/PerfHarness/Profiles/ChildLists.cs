using PerfHarness.Formats.IO;

namespace PerfHarness.Profiles;

/// <summary>The children of every row of a tree as linked lists: the first child of a row, and the next sibling of a child; 0 ends a list.</summary>
internal readonly struct ChildLists
{
    private readonly int[] _parent;
    private readonly int[] _first;
    private readonly int[] _next;

    private ChildLists(int rows) => (_parent, _first, _next) = (new int[rows], new int[rows], new int[rows]);

    /// <summary>Siblings are in the order of their rows.</summary>
    public static ChildLists Create<TKey>(TreeRows<TKey> rows)
        where TKey : unmanaged
    {
        var lists = new ChildLists(rows.Count);
        for (var row = rows.Count - 1; row > 0; row--)
        {
            var parent = rows.GetParent(row);
            lists._parent[row] = parent;
            lists._next[row] = lists._first[parent];
            lists._first[parent] = row;
        }

        return lists;
    }

    public int GetFirst(int parent) => _first[parent];

    public int GetNext(int row) => _next[row];

    /// <summary>Every row but the root twice: when the walk enters it, before its children, and when it leaves it, after them.</summary>
    public IEnumerable<(int Row, bool IsLeaving)> Walk()
    {
        var row = _first[0];
        while (row != 0)
        {
            yield return (row, false);
            if (_first[row] != 0)
            {
                row = _first[row];
                continue;
            }

            yield return (row, true);
            while (row != 0 && _next[row] == 0)
            {
                row = _parent[row];
                if (row != 0)
                {
                    yield return (row, true);
                }
            }

            row = _next[row];
        }
    }
}
