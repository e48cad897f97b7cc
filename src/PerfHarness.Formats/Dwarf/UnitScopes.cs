using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>
/// What contains what in a unit: namespaces, types, functions and blocks, in the order of their entries.
/// <code>
///   entry    0x2d namespace a   0x36 struct X   0x41 function run
///   parent   none               0               1
/// </code>
/// </summary>
internal sealed class UnitScopes
{
    private const int MaxDepth = 1024;

    private readonly List<(uint Die, int Parent, DwarfTag Tag)> _entries = [];

    /// <summary>The entry's offset, its parent's number (-1: none) and what it is.</summary>
    public (uint Die, int Parent, DwarfTag Tag) this[int index] => _entries[index];

    public static UnitScopes Read(DwarfSections sections, DwarfUnit unit)
    {
        var scopes = new UnitScopes();
        lock (unit.SyncRoot)
        {
            scopes.Walk(sections, unit);
        }

        return scopes;
    }

    /// <summary>The number of the entry, or -1.</summary>
    public int Find(uint die)
    {
        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _entries[middle].Die <= die ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && _entries[low - 1].Die == die ? low - 1 : -1;
    }

    private void Walk(DwarfSections sections, DwarfUnit unit)
    {
        var reader = new SpanReader(sections.Info[..unit.Header.End], sections.IsBigEndian);
        reader.Seek(unit.Header.DieOffset);
        Span<int> parents = stackalloc int[MaxDepth];
        parents[0] = -1;
        var level = 0;
        while (reader.Remaining > 0 && !reader.Failed)
        {
            var die = (uint)reader.Position;
            var code = reader.ReadUleb128();
            if (code == 0)
            {
                if (--level < 0)
                {
                    return;
                }

                continue;
            }

            if (unit.Abbreviations.Find(code) is not { } abbreviation)
            {
                return;
            }

            var scope = parents[level];
            if (IsScope(abbreviation.Tag))
            {
                _entries.Add((die, scope, abbreviation.Tag));
                scope = _entries.Count - 1;
            }

            FormReader.Skip(ref reader, abbreviation, unit.Header);
            if (abbreviation.HasChildren)
            {
                if (++level >= MaxDepth)
                {
                    return;
                }

                parents[level] = scope;
            }
        }
    }

    private static bool IsScope(DwarfTag tag) => tag is DwarfTag.Namespace or DwarfTag.ClassType or DwarfTag.StructureType or DwarfTag.UnionType
        or DwarfTag.EnumerationType or DwarfTag.Subprogram or DwarfTag.LexicalBlock;
}
