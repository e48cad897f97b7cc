using System.Collections.Concurrent;
using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>
/// Debug information of one file (DWARF 2 to 5): source lines, functions, inlined calls by virtual address. Opening reads
/// the units' headers; a unit's entries and lines are read on the first lookup of one of its addresses. Split DWARF (.dwo) and
/// what dwz moved to another file are not read, and reported once. Safe to share between threads.
/// </summary>
internal sealed class DwarfInfo
{
    // An abstract origin leads to a declaration and that to another; a cycle leads nowhere.
    private const int MaxReferences = 8;
    private const int MaxUnits = 1 << 20;
    private const int MaxPrefetched = 1 << 25;

    private readonly DwarfSections _sections;
    private readonly DiagnosticBag? _diagnostics;
    private readonly List<DwarfUnit> _units = [];
    private (AddressRange Range, ulong Reach, int Unit)[] _ranges = [];
    private readonly ConcurrentDictionary<uint, DwarfFunction> _functions = new();
    private readonly ConcurrentDictionary<int, bool> _reported = new();
    private readonly Lazy<InternalFunctions> _internal;

    private DwarfInfo(ElfFile file, DiagnosticBag? diagnostics)
    {
        (_sections, _diagnostics) = (new DwarfSections(file), diagnostics);
        _internal = new(() => new InternalFunctions(_sections, _units));
        ReadUnits();
        ReportUnsupported(file);
    }

    /// <summary>Null where the file has no debug information.</summary>
    public static DwarfInfo? Read(ElfFile file, DiagnosticBag? diagnostics = null) =>
        file.FindSection(".debug_info") is { Type: not SectionType.NoBits } && file.FindSection(".debug_abbrev") is not null
            ? new DwarfInfo(file, diagnostics)
            : null;

    /// <summary>Reads what most lookups need, before it is needed; of large files not, which would take long for what may never be.</summary>
    public void Prefetch()
    {
        if (_sections.Info.Length <= MaxPrefetched)
        {
            _ = _internal.Value;
        }
    }

    /// <summary>The source line of the address, in the innermost function that it belongs to.</summary>
    public DwarfPosition? FindLine(ulong address)
    {
        foreach (var unit in FindUnits(address))
        {
            if (unit.LineTable?.Find(address) is { } position)
            {
                return position;
            }
        }

        return null;
    }

    /// <summary>The function whose code the address is, not an inlined one.</summary>
    public DwarfFunction? FindFunction(ulong address)
    {
        foreach (var unit in FindUnits(address))
        {
            if (GetFunctions(unit).Find(address) is { } scope)
            {
                return GetFunction(scope.Die);
            }
        }

        return null;
    }

    /// <summary>The calls that were inlined at the address, outermost first.</summary>
    public IReadOnlyList<DwarfInline> FindInlined(ulong address)
    {
        foreach (var unit in FindUnits(address))
        {
            if (GetFunctions(unit).Find(address) is not { } scope)
            {
                continue;
            }

            if (scope.InlineCount == 0 || GetFunctions(unit).FindInlined(scope, address) is not { Count: > 0 } calls)
            {
                return [];
            }

            var found = new DwarfInline[calls.Count];
            for (var i = 0; i < found.Length; i++)
            {
                found[i] = new DwarfInline(
                    GetFunction(calls[i].Origin), unit.LineTable?.GetPosition(calls[i].CallFile, calls[i].CallLine, calls[i].CallColumn));
            }

            return found;
        }

        return [];
    }

    private void ReadUnits()
    {
        var (ranges, owners) = (new List<AddressRange>(), new List<int>());
        var reader = new SpanReader(_sections.Info, _sections.IsBigEndian);
        while (reader.Remaining > 0 && _units.Count < MaxUnits)
        {
            if (!UnitHeader.TryRead(ref reader, out var header))
            {
                ReportCorrupt($"the unit at 0x{reader.Position:x} in .debug_info cannot be read");
                break;
            }

            reader.Seek(header.End);
            if (header.Version is < 2 or > 5 || header.AddressSize is not (4 or 8))
            {
                ReportCorrupt(string.Create(CultureInfo.InvariantCulture,
                    $"the unit at 0x{header.Offset:x} in .debug_info has the unsupported version {header.Version}"));
                continue;
            }

            var unit = new DwarfUnit(_sections, header, ranges);
            while (owners.Count < ranges.Count)
            {
                owners.Add(_units.Count);
            }

            _units.Add(unit);
        }

        _ranges = Sort(ranges, owners);
    }

    // Ranges of units may overlap where code was merged; the reach says how far back an earlier one still matters.
    private static (AddressRange Range, ulong Reach, int Unit)[] Sort(List<AddressRange> ranges, List<int> owners)
    {
        var keys = new ulong[ranges.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = ranges[i].Low;
        }

        var order = RadixSort.SortToOrder(ref keys);
        var sorted = new (AddressRange Range, ulong Reach, int Unit)[order.Length];
        ulong reach = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var range = ranges[order[i]];
            reach = Math.Max(reach, range.High);
            sorted[i] = (range, reach, owners[order[i]]);
        }

        return sorted;
    }

    private IEnumerable<DwarfUnit> FindUnits(ulong address)
    {
        var (low, high) = (0, _ranges.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _ranges[middle].Range.Low <= address ? (middle + 1, high) : (low, middle);
        }

        // Real files have one unit an address; in a file that overlaps everything, looking further would cost without end.
        const int MaxOverlappingUnits = 64;
        for (var i = low - 1; i >= 0 && low - i < MaxOverlappingUnits && _ranges[i].Reach > address; i--)
        {
            if (_ranges[i].Range.Contains(address))
            {
                yield return _units[_ranges[i].Unit];
            }
        }
    }

    private UnitFunctions GetFunctions(DwarfUnit unit)
    {
        var functions = unit.Functions;
        if (functions.IsCorrupt && _reported.TryAdd(unit.Header.Offset, true))
        {
            ReportCorrupt($"the unit at 0x{unit.Header.Offset:x} in .debug_info has an unreadable entry; the rest of the unit is ignored");
        }

        return functions;
    }

    private DwarfFunction GetFunction(uint die) => _functions.GetOrAdd(die, static (offset, self) => self.ReadFunction(offset), this);

    private DwarfFunction ReadFunction(uint die)
    {
        var first = die;
        string? name = null, linkage = null;
        DwarfPosition? declared = null;
        var (language, isInternal) = (DwarfLanguage.Other, true);
        for (var i = 0; i < MaxReferences && die != 0 && linkage is null; i++)
        {
            if (FindUnit(die) is not { } unit)
            {
                break;
            }

            var entry = DwarfEntry.Read(_sections, unit, die);
            linkage = _sections.ReadString(entry.LinkageName, unit);
            name ??= _sections.ReadString(entry.Name, unit);
            declared ??= entry.Line > 0 ? unit.LineTable?.GetPosition(entry.File, entry.Line) : null;
            (language, isInternal) = (unit.Language, isInternal && !entry.IsExternal);
            die = entry.Origin;
        }

        var file = isInternal && language != DwarfLanguage.Other && name is not null && declared is { } place
            ? _internal.Value.FindQualifier(name, place)
            : null;
        name = linkage ?? (language == DwarfLanguage.Cxx ? new ScopedNames(_sections, FindUnit).FormatFunction(first) : null) ?? name;
        return new DwarfFunction(name, linkage is not null, declared, file);
    }

    private DwarfUnit? FindUnit(uint die)
    {
        var (low, high) = (0, _units.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _units[middle].Header.Offset <= die ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && die >= _units[low - 1].Header.DieOffset && die < _units[low - 1].Header.End ? _units[low - 1] : null;
    }

    private void ReportUnsupported(ElfFile file)
    {
        if (_units.Exists(u => u.IsSplit))
        {
            _diagnostics?.Info(DiagnosticCodes.UnsupportedDebugInfo,
                $"'{file.Path}' uses split debug information (.dwo files), which is not supported: inlined calls are not shown",
                "Compile without -gsplit-dwarf.", file.Path);
        }

        if (file.FindSection(".gnu_debugaltlink") is not null || file.FindSection(".debug_sup") is not null)
        {
            _diagnostics?.Info(DiagnosticCodes.UnsupportedDebugInfo,
                $"parts of the debug information of '{file.Path}' are in a supplementary file (dwz), which is not supported: "
                + "some inlined calls have no name", null, file.Path);
        }
    }

    private void ReportCorrupt(string message) =>
        _diagnostics?.Warn(DiagnosticCodes.CorruptDwarf, $"'{_sections.Path}': {message}", null, _sections.Path);
}
