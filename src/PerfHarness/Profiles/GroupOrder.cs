namespace PerfHarness.Profiles;

/// <summary>Puts rows in the order of the groups they belong to, those of a group in their own order.</summary>
internal static class GroupOrder
{
    /// <param name="groups">By row; not negative.</param>
    public static int[] Compute(ReadOnlySpan<int> groups)
    {
        var keys = new ulong[groups.Length];
        var isOrdered = true;
        for (var row = 0; row < keys.Length; row++)
        {
            keys[row] = ((ulong)(uint)groups[row] << 32) | (uint)row;
            isOrdered &= row == 0 || keys[row - 1] < keys[row];
        }

        if (!isOrdered)
        {
            Array.Sort(keys);
        }

        var order = new int[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            order[i] = (int)(uint)keys[i];
        }

        return order;
    }
}
