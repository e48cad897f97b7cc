namespace PerfHarness.Profiles;

/// <summary>
/// Interns functions for a <see cref="FunctionTable"/>. Tables that were built share the array; it is copied before a row
/// changes that one of them has.
/// </summary>
internal sealed class FunctionTableBuilder
{
    private readonly Dictionary<FunctionName, int> _index = [];
    private Function[] _rows = new Function[64];
    private int _sharedRows;

    public Function this[FunctionId id] => _rows[id.Index];

    /// <summary>The row of the name; a position given later fills in one that was missing.</summary>
    /// <param name="body">See <see cref="Function.Body"/>; not known any more where two are given.</param>
    public FunctionId Intern(FunctionName name, SourcePosition? source = null, ulong body = 0)
    {
        if (!_index.TryGetValue(name, out var row))
        {
            row = _index.Count;
            _index.Add(name, row);
            if (row == _rows.Length)
            {
                Array.Resize(ref _rows, row * 2);
            }

            _rows[row] = new Function(name, source) { Body = body };
        }
        else if ((source is not null && _rows[row].Source is null) || (body != 0 && body != _rows[row].Body))
        {
            if (row < _sharedRows)
            {
                (_rows, _sharedRows) = ([.. _rows], 0);
            }

            _rows[row] = new Function(name, _rows[row].Source ?? source) { Body = _rows[row].Body == body || body == 0 ? _rows[row].Body : 0 };
        }

        return new FunctionId(row);
    }

    /// <summary>The functions interned until now. Copies nothing.</summary>
    public FunctionTable Build()
    {
        _sharedRows = _index.Count;
        return new FunctionTable(_rows, _sharedRows);
    }
}
