namespace PerfHarness.Profiles;

/// <summary>The functions by name: one row per (module, canonical name).</summary>
public sealed class FunctionTable
{
    private readonly Function[] _rows;
    private readonly Lazy<Dictionary<FunctionName, int>> _index;

    /// <param name="rows">Its first <paramref name="count"/> rows are the table's.</param>
    internal FunctionTable(Function[] rows, int count)
    {
        (_rows, Count) = (rows, count);
        _index = new Lazy<Dictionary<FunctionName, int>>(CreateIndex);
    }

    /// <summary>Rows.</summary>
    public int Count { get; }

    /// <summary>The function of a row.</summary>
    public Function this[FunctionId id]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id.Index, (uint)Count, nameof(id));
            return _rows[id.Index];
        }
    }

    /// <summary>Finds the row of a name; false where the profile does not have it.</summary>
    public bool TryFind(FunctionName name, out FunctionId id)
    {
        var found = _index.Value.TryGetValue(name, out var row);
        id = new FunctionId(row);
        return found;
    }

    private Dictionary<FunctionName, int> CreateIndex()
    {
        var index = new Dictionary<FunctionName, int>(Count);
        for (var row = 0; row < Count; row++)
        {
            index.Add(_rows[row].Name, row);
        }

        return index;
    }
}
