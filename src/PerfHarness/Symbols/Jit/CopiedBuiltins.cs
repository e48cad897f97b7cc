using PerfHarness.Formats.Jit;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// V8's builtins are in the text of its program, and listed there; but it runs them nearer to the code that it generates: in a
/// second mapping of the file or, where the text itself has no file any more (huge pages), in a copy that nothing lists:
/// <code>
///   listed     [18c4000, 1a56000)     Builtin:…, BytecodeHandler:…, in whole pages
///   copy       [7ff913e40000, …)      memory of just that size, in which nothing is listed
/// </code>
/// </summary>
internal sealed class CopiedBuiltins
{
    private readonly PerfMap _map;
    private readonly ulong _start = ulong.MaxValue;
    private readonly ulong _end;

    public CopiedBuiltins(PerfMap map)
    {
        _map = map;
        for (var i = 0; i < map.Count; i++)
        {
            var name = map.GetNameBytes(i);
            if (name.StartsWith("Builtin:"u8) || name.StartsWith("BytecodeHandler:"u8))
            {
                _start = Math.Min(_start, map[i].Start);
                _end = Math.Max(_end, map[i].Start + map[i].Size);
            }
        }

        var page = (ulong)Environment.SystemPageSize;
        _start -= _start % page;
        _end += (page - (_end % page)) % page;
    }

    /// <summary>Where the builtin at an address is listed, or null where the mapping is no copy of them.</summary>
    /// <param name="mapping">What covers the address.</param>
    public ulong? FindOriginal(ulong address, Mapping mapping) =>
        mapping.Image.IsJit && _start < _end && mapping.End - mapping.Start == _end - _start && mapping.Start != _start
        && !Enumerable.Range(0, _map.Count).Any(i => _map[i].Start >= mapping.Start && _map[i].Start < mapping.End)
            ? address - mapping.Start + _start
            : null;
}
