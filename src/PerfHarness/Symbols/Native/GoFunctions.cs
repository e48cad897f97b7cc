using System.Globalization;
using PerfHarness.Formats.Go;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Native;

/// <summary>
/// Names a Go program's functions from its own table. Functions of one name, such as the instances of a generic one
/// (<c>main.same[...]</c>), are numbered by address: the second is <c>main.same[...]#2</c>.
/// </summary>
internal sealed class GoFunctions
{
    private readonly GoFunctionTable _table;
    private readonly string _module;
    private readonly Symbol?[] _symbols;
    private readonly Lazy<Dictionary<int, int>> _numbers;

    public GoFunctions(GoFunctionTable table, string module)
    {
        (_table, _module) = (table, module);
        _symbols = new Symbol?[table.Count];
        _numbers = new(NumberEqualNames);
    }

    public Symbol? Find(ulong address)
    {
        if (_table.Find(address) is not (>= 0 and var index))
        {
            return null;
        }

        if (_symbols[index] is null && _table.GetName(index) is { } name)
        {
            var numbered = _numbers.Value.TryGetValue(index, out var number) ? string.Create(CultureInfo.InvariantCulture, $"{name}#{number}") : name;
            var (start, end) = (_table.GetStart(index), _table.GetStart(index + 1));
            Interlocked.CompareExchange(ref _symbols[index],
                new Symbol(start, Math.Max(1, end - start), new FunctionName(_module, numbered), FrameKind.Native), null);
        }

        return _symbols[index];
    }

    // The table has a name once a function, or once a name; only instances have several of one text.
    private Dictionary<int, int> NumberEqualNames()
    {
        var (byOffset, byText) = (new Dictionary<long, int>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var numbers = new Dictionary<int, int>();
        for (var i = 0; i < _table.Count; i++)
        {
            var number = _table.IsInstance(i) && _table.GetName(i) is { } name ? Count(byText, name) : Count(byOffset, _table.GetNameOffset(i));
            if (number > 1)
            {
                numbers.Add(i, number);
            }
        }

        return numbers;
    }

    private static int Count<T>(Dictionary<T, int> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}
