namespace PerfHarness.Profiles;

/// <summary>Interns functions by name: one row a (module, canonical name).</summary>
public sealed class FunctionTable
{
    private readonly List<Function> _rows = [];
    private readonly Dictionary<FunctionName, int> _index = [];

    public int Count => _rows.Count;

    public Function this[FunctionId id] => _rows[id.Index];

    /// <summary>The row of the name; a position given later fills one that was missing.</summary>
    public FunctionId Intern(FunctionName name, SourcePosition? source = null)
    {
        if (_index.TryGetValue(name, out var row))
        {
            if (source is not null && _rows[row].Source is null)
            {
                _rows[row] = new Function(name, source);
            }

            return new FunctionId(row);
        }

        _index.Add(name, _rows.Count);
        _rows.Add(new Function(name, source));
        return new FunctionId(_rows.Count - 1);
    }

    public bool TryFind(FunctionName name, out FunctionId id)
    {
        var found = _index.TryGetValue(name, out var row);
        id = new FunctionId(row);
        return found;
    }
}
