namespace PerfHarness.Formats.Pprof;

/// <summary>
/// Rows by id. Writers number from one on, so small ids are in an array, any others in a dictionary. The array grows
/// with the rows and never with an id.
/// </summary>
internal sealed class IdTable
{
    private readonly Dictionary<ulong, int> _large = [];
    private int[] _rows = new int[1024];
    private int _count;

    /// <summary>False where the id is 0 or taken.</summary>
    public bool TryAdd(ulong id, int row)
    {
        if (id == 0 || TryGet(id, out _))
        {
            return false;
        }

        _count++;
        if (id >= (ulong)_rows.Length && id < 4 * (ulong)_count)
        {
            Array.Resize(ref _rows, _rows.Length * 2);
        }

        if (id < (ulong)_rows.Length)
        {
            _rows[id] = row + 1;
        }
        else
        {
            _large.Add(id, row);
        }

        return true;
    }

    public bool TryGet(ulong id, out int row)
    {
        if (id < (ulong)_rows.Length && _rows[id] > 0)
        {
            row = _rows[id] - 1;
            return true;
        }

        // An id may have been added before the array grew past it.
        return _large.TryGetValue(id, out row);
    }
}
