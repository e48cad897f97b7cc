using PerfHarness.Formats.IO;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Profiles;

public sealed class InternedTreeTests
{
    [Fact]
    public void Rows_are_those_of_a_dictionary_of_parent_and_key()
    {
        var random = new Random(9);
        var tree = new InternedTree<ulong>();
        var expected = new Dictionary<(int, ulong), int>();
        for (var i = 0; i < 100_000; i++)
        {
            var (parent, key) = (random.Next(Math.Min(tree.Count, 300)), (ulong)random.Next(100) << 40);
            var row = tree.GetOrAdd(parent, key, out var added);
            Assert.Equal(!expected.ContainsKey((parent, key)), added);
            Assert.Equal(expected.TryAdd((parent, key), row) ? tree.Count - 1 : expected[(parent, key)], row);
            Assert.Equal((parent, key), (tree.GetParent(row), tree.GetKey(row)));
        }

        Assert.Equal(expected.Count + 1, tree.Count);
    }

    [Fact]
    public void An_appended_row_is_not_found()
    {
        var tree = new InternedTree<int>();
        var appended = tree.Append(0, 5);
        Assert.NotEqual(appended, tree.Append(0, 5));
        Assert.NotEqual(appended, tree.GetOrAdd(0, 5, out var added));
        Assert.True(added);
    }

    [Fact]
    public void Rows_that_were_taken_do_not_see_later_ones()
    {
        var tree = new InternedTree<int>();
        var first = tree.GetOrAdd(0, 1, out _);
        var rows = tree.ToRows();
        var second = tree.GetOrAdd(first, 2, out _);
        Assert.Equal((2, 0, 1), (rows.Count, rows.GetParent(first), rows.GetKey(first)));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.GetKey(second));
    }

    [Fact]
    public void Capacity_allocated_later_keeps_the_rows()
    {
        var tree = new InternedTree<int>();
        var row = tree.GetOrAdd(0, 7, out _);
        tree.EnsureCapacity(5000);
        Assert.Equal(row, tree.GetOrAdd(0, 7, out var added));
        Assert.False(added);
    }

    [Fact]
    public void A_walk_enters_children_in_order_and_leaves_them_before_their_parent()
    {
        // 1 has the children 3 and 4, 3 has 5; 2 has none.
        var tree = new InternedTree<int>();
        foreach (var parent in (int[])[0, 0, 1, 1, 3])
        {
            tree.Append(parent, 0);
        }

        var byRow = ChildLists.Create(tree.ToRows()).Walk().Select(s => s.IsLeaving ? -s.Row : s.Row);
        Assert.Equal([1, 3, 5, -5, -3, 4, -4, -1, 2, -2], byRow);
        Assert.Empty(ChildLists.Create(new InternedTree<int>().ToRows()).Walk());
    }
}
