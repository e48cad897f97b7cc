using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>
/// The functions of a unit with the calls inlined into them, from one walk over its entries:
/// <code>
///   ranges      [0x10,0x40) f   [0x40,0x60) g   [0x90,0x98) f     sorted; a function may have several
///   functions   f: inlines 0..2                 g: inlines 2..2
///   inlines     [0x14,0x30) depth 1 h  [0x18,0x20) depth 2 k
/// </code>
/// </summary>
internal sealed class UnitFunctions
{
    // What a file of this size could really hold is far below; shared range lists could claim more.
    private const int MaxScopes = 1 << 22;
    private const int MaxDepth = 1024;

    private List<(AddressRange Range, int Function)> _ranges = [];
    private readonly List<FunctionScope> _functions = [];
    private readonly List<InlineScope> _inlines = [];

    /// <summary>The walk met an entry that it could not read and stopped there.</summary>
    public bool IsCorrupt { get; private set; }

    public static UnitFunctions Read(DwarfSections sections, DwarfUnit unit)
    {
        var functions = new UnitFunctions();
        lock (unit.SyncRoot)
        {
            functions.Walk(sections, unit);
        }

        functions.SortRanges();
        return functions;
    }

    public FunctionScope? Find(ulong address)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _ranges[middle].Range.Low <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && _ranges[low - 1].Range.Contains(address) ? _functions[_ranges[low - 1].Function] : null;
    }

    /// <summary>The inlined calls of the function that cover the address, outermost first.</summary>
    public List<InlineScope> FindInlined(in FunctionScope function, ulong address)
    {
        var found = new List<InlineScope>();
        for (var i = function.FirstInline; i < function.FirstInline + function.InlineCount; i++)
        {
            var inline = _inlines[i];
            // One call a level; entries come in the order of the tree, so an inner one follows its outer one.
            if (inline.Range.Contains(address) && inline.Depth == found.Count + 1)
            {
                found.Add(inline);
            }
        }

        return found;
    }

    private void SortRanges()
    {
        var keys = new ulong[_ranges.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = _ranges[i].Range.Low;
        }

        var order = RadixSort.SortToOrder(ref keys);
        var sorted = new List<(AddressRange Range, int Function)>(order.Length);
        foreach (var index in order)
        {
            sorted.Add(_ranges[index]);
        }

        _ranges = sorted;
    }

    private void Walk(DwarfSections sections, DwarfUnit unit)
    {
        var header = unit.Header;
        var reader = new SpanReader(sections.Info[..header.End], sections.IsBigEndian);
        reader.Seek(header.DieOffset);

        // Per level of the tree: the function that it is in (-1: none) and how many inlined calls deep.
        Span<(int Function, int Depth)> levels = stackalloc (int, int)[MaxDepth];
        levels[0] = (-1, 0);
        var level = 0;
        var ranges = new List<AddressRange>();
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

            if (unit.Abbreviations.Find(code) is not { } abbreviation || _inlines.Count + _ranges.Count > MaxScopes)
            {
                IsCorrupt = true;
                return;
            }

            var scope = levels[level];
            ulong sibling = 0;
            if (abbreviation.Tag is DwarfTag.Subprogram or DwarfTag.InlinedSubroutine)
            {
                scope = ReadScope(sections, unit, ref reader, abbreviation, die, scope, ranges, out sibling);
            }
            else
            {
                sibling = FormReader.Skip(ref reader, abbreviation, header);
            }

            if (!abbreviation.HasChildren)
            {
                continue;
            }

            // Types and functions without code of their own hold no code: where the entry says how far it reaches, it is skipped.
            var hasNoCode = abbreviation.Tag is DwarfTag.StructureType or DwarfTag.ClassType or DwarfTag.UnionType or DwarfTag.EnumerationType
                || (abbreviation.Tag == DwarfTag.Subprogram && scope.Function < 0);
            if (hasNoCode && sibling > (ulong)reader.Position && sibling < (ulong)header.End)
            {
                reader.Seek((long)sibling);
                continue;
            }

            if (++level >= MaxDepth)
            {
                IsCorrupt = true;
                return;
            }

            levels[level] = scope;
        }

        IsCorrupt |= reader.Failed;
    }

    private (int Function, int Depth) ReadScope(
        DwarfSections sections, DwarfUnit unit, ref SpanReader reader, Abbreviation abbreviation, uint die, (int Function, int Depth) outer,
        List<AddressRange> ranges, out ulong sibling)
    {
        DwarfValue low = default, high = default, list = default, origin = default;
        ulong file = 0, line = 0, column = 0;
        sibling = 0;
        foreach (var spec in abbreviation.Attributes)
        {
            var value = FormReader.Read(ref reader, spec.Form, spec.Constant, unit.Header);
            switch (spec.Attribute)
            {
                case DwarfAttribute.LowPc: low = value; break;
                case DwarfAttribute.HighPc: high = value; break;
                case DwarfAttribute.Ranges: list = value; break;
                case DwarfAttribute.AbstractOrigin: origin = value; break;
                case DwarfAttribute.CallFile: file = value.Number; break;
                case DwarfAttribute.CallLine: line = value.Number; break;
                case DwarfAttribute.CallColumn: column = value.Number; break;
                case DwarfAttribute.Sibling: sibling = value.Number; break;
            }
        }

        ranges.Clear();
        RangeReader.Read(sections, unit, low, high, list, ranges);
        if (abbreviation.Tag == DwarfTag.Subprogram)
        {
            return AddFunction(die, ranges);
        }

        // Without a range of its own an inlined call covers nothing, and the calls in it stay where they would be.
        if (outer.Function < 0 || ranges.Count == 0)
        {
            return outer;
        }

        var target = origin.Form != 0 && !origin.IsExternal && origin.Number <= uint.MaxValue ? (uint)origin.Number : 0;
        foreach (var range in ranges)
        {
            _inlines.Add(new InlineScope(range, outer.Depth + 1, target, ToInt32OrZero(file), ToInt32OrZero(line), ToInt32OrZero(column)));
        }

        var function = _functions[outer.Function];
        _functions[outer.Function] = function with { InlineCount = _inlines.Count - function.FirstInline };
        return (outer.Function, outer.Depth + 1);
    }

    private (int Function, int Depth) AddFunction(uint die, List<AddressRange> ranges)
    {
        if (ranges.Count == 0)
        {
            return (-1, 0);
        }

        foreach (var range in ranges)
        {
            _ranges.Add((range, _functions.Count));
        }

        _functions.Add(new FunctionScope(die, _inlines.Count, 0));
        return (_functions.Count - 1, 0);
    }

    private static int ToInt32OrZero(ulong value) => value <= int.MaxValue ? (int)value : 0;
}
