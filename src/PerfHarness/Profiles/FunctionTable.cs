namespace PerfHarness.Profiles;

/// <summary>Interns functions by name: one row a (module, canonical name).</summary>
public sealed class FunctionTable
{
    private readonly List<Function> _rows = [];
    private readonly Dictionary<FunctionName, int> _index = [];

    /// <summary>Rows.</summary>
    public int Count => _rows.Count;

    /// <summary>The function of a row.</summary>
    public Function this[FunctionId id] => _rows[id.Index];

    /// <summary>The row of the name; a position given later fills one that was missing.</summary>
    internal FunctionId Intern(FunctionName name, SourcePosition? source = null)
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

    /// <summary>Finds the row of a name; false where the profile does not have it.</summary>
    public bool TryFind(FunctionName name, out FunctionId id)
    {
        var found = _index.TryGetValue(name, out var row);
        id = new FunctionId(row);
        return found;
    }
}
