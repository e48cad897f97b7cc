namespace PerfHarness.Formats.IO;

/// <summary>
/// Sorts numbers together with the indexes that belong to them; equal numbers keep their order. One byte of all numbers a pass, from
/// the lowest; bytes that all have in common, such as the upper ones of addresses, take none.
/// </summary>
internal static class RadixSort
{
    // Below this many, insertion is faster.
    private const int MinLength = 48;

    /// <summary>Sorts the keys, and gives where each was.</summary>
    /// <param name="keys">May be another array afterwards.</param>
    public static int[] SortToOrder(ref ulong[] keys)
    {
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Sort(ref keys, ref order);
        return order;
    }

    /// <summary>Sorts both by the keys.</summary>
    /// <param name="keys">May be another array afterwards.</param>
    /// <param name="items">As long as the keys; may be another array afterwards.</param>
    public static void Sort(ref ulong[] keys, ref int[] items)
    {
        if (keys.Length < MinLength)
        {
            Insert(keys, items);
            return;
        }

        var (all, any, isSorted) = (ulong.MaxValue, 0ul, true);
        for (var i = 0; i < keys.Length; i++)
        {
            all &= keys[i];
            any |= keys[i];
            isSorted &= i == 0 || keys[i - 1] <= keys[i];
        }

        if (isSorted)
        {
            return;
        }

        var different = all ^ any;
        ulong[] nextKeys = new ulong[keys.Length];
        int[] nextItems = new int[keys.Length];
        Span<int> ends = stackalloc int[256];
        for (var shift = 0; shift < 64; shift += 8)
        {
            if ((different >> shift & 0xff) == 0)
            {
                continue;
            }

            ends.Clear();
            foreach (var key in keys)
            {
                ends[(int)(key >> shift & 0xff)]++;
            }

            for (var (i, sum) = (0, 0); i < ends.Length; i++)
            {
                (ends[i], sum) = (sum, sum + ends[i]);
            }

            for (var i = 0; i < keys.Length; i++)
            {
                var at = ends[(int)(keys[i] >> shift & 0xff)]++;
                (nextKeys[at], nextItems[at]) = (keys[i], items[i]);
            }

            (keys, nextKeys) = (nextKeys, keys);
            (items, nextItems) = (nextItems, items);
        }
    }

    private static void Insert(ulong[] keys, int[] items)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            var (key, item, at) = (keys[i], items[i], i);
            for (; at > 0 && keys[at - 1] > key; at--)
            {
                (keys[at], items[at]) = (keys[at - 1], items[at - 1]);
            }

            (keys[at], items[at]) = (key, item);
        }
    }
}
