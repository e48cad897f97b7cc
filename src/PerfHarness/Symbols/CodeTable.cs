using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PerfHarness.Profiles;

namespace PerfHarness.Symbols;

/// <summary>The code that frames ran in, for listings of instructions. Filled only where an import was asked to.</summary>
internal sealed class CodeTable
{
    private readonly List<CodeBody> _bodies = [];
    private readonly Dictionary<(Symbol Symbol, ulong Start), CodeId> _rows = new(new Identity());

    /// <summary>No frame's code is known: the input has none.</summary>
    public bool IsEmpty => _bodies.Count == 0;

    /// <summary>Null for <see cref="CodeId.None"/>.</summary>
    public CodeBody? Find(CodeId id) => id == CodeId.None ? null : _bodies[id.Index - 1];

    /// <param name="start">See <see cref="CodeBody"/>.</param>
    public CodeId Intern(Symbol symbol, ISymbolSource source, ulong start, int? process)
    {
        if (!_rows.TryGetValue((symbol, start), out var row))
        {
            _bodies.Add(new CodeBody(symbol, source, start, process));
            row = new CodeId(_bodies.Count);
            _rows.Add((symbol, start), row);
        }

        return row;
    }

    // Equal symbols may be those of two processes; a source gives the same one for the same function.
    private sealed class Identity : IEqualityComparer<(Symbol Symbol, ulong Start)>
    {
        public bool Equals((Symbol Symbol, ulong Start) x, (Symbol Symbol, ulong Start) y) =>
            ReferenceEquals(x.Symbol, y.Symbol) && x.Start == y.Start;

        public int GetHashCode([DisallowNull] (Symbol Symbol, ulong Start) key) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(key.Symbol), key.Start);
    }
}
