namespace PerfHarness.FlameGraphs;

/// <summary>Interns names. Row 0 is the root's, <c>all</c>, which no frame shares.</summary>
internal sealed class FlameGraphNames
{
    // The first row of a text; rows of the same text in other modules follow it.
    private readonly Dictionary<string, int> _first = new(StringComparer.Ordinal);
    private FlameGraphName[] _rows = new FlameGraphName[256];
    private int[] _next = new int[256];
    private long[] _after = new long[256];
    private long[] _before = new long[256];

    public FlameGraphNames() => (_rows[0], Count) = (new FlameGraphName("all", ""), 1);

    public int Count { get; private set; }

    public ReadOnlySpan<FlameGraphName> Rows => _rows.AsSpan(0, Count);

    /// <summary>Weight of the stacks whose leaf has the name.</summary>
    public long GetSelf(int row, DiffSide side) => (side == DiffSide.After ? _after : _before)[row];

    public void AddSelf(int row, long weight, DiffSide side) => (side == DiffSide.After ? _after : _before)[row] += weight;

    public int Intern(string text, string module)
    {
        if (!_first.TryGetValue(text, out var row))
        {
            _first.Add(text, Count);
            return Add(text, module);
        }

        while (_rows[row].Module != module)
        {
            if (_next[row] == 0)
            {
                var added = Add(text, module);
                _next[row] = added;
                return added;
            }

            row = _next[row];
        }

        return row;
    }

    private int Add(string text, string module)
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _rows, Count * 2);
            Array.Resize(ref _next, Count * 2);
            Array.Resize(ref _after, Count * 2);
            Array.Resize(ref _before, Count * 2);
        }

        _rows[Count] = new FlameGraphName(text, module);
        return Count++;
    }
}
