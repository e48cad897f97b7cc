using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>A unit with what its root entry says. All else is read on first use: there are thousands of units in a library, and few are
/// asked for anything.</summary>
internal sealed class DwarfUnit
{
    private readonly DwarfSections _sections;
    private AbbreviationTable? _abbreviations;
    private UnitFunctions? _functions;
    private UnitScopes? _scopes;
    private LineTable? _lines;
    private bool _hasReadLines;
    private DwarfValue _folder;

    /// <param name="ranges">The unit's code is added.</param>
    public DwarfUnit(DwarfSections sections, UnitHeader header, List<AddressRange> ranges)
    {
        (_sections, Header) = (sections, header);
        ReadRootDie(ranges);
    }

    public UnitHeader Header { get; }

    /// <summary>Not thread-safe: entries are read under <see cref="SyncRoot"/> only.</summary>
    public AbbreviationTable Abbreviations => _abbreviations ??= new AbbreviationTable(_sections, Header);

    public Lock SyncRoot { get; } = new();

    public string? CompilationDirectory => _sections.ReadString(_folder, this);

    public ulong? StatementList { get; private set; }

    public ulong StringOffsetsBase { get; private set; }

    public ulong AddressBase { get; private set; }

    public ulong RangeListsBase { get; private set; }

    /// <summary>Base of its range lists, and its code where it has one range.</summary>
    public ulong LowPc { get; private set; }

    /// <summary>The functions are in a .dwo file.</summary>
    public bool IsSplit { get; private set; }

    public UnitFunctions Functions
    {
        get
        {
            lock (SyncRoot)
            {
                return _functions ??= UnitFunctions.Read(_sections, this);
            }
        }
    }

    /// <summary>What contains what.</summary>
    public UnitScopes Scopes
    {
        get
        {
            lock (SyncRoot)
            {
                return _scopes ??= UnitScopes.Read(_sections, this);
            }
        }
    }

    public DwarfLanguage Language { get; private set; }

    public LineTable? LineTable
    {
        get
        {
            lock (SyncRoot)
            {
                if (!_hasReadLines)
                {
                    _lines = StatementList is { } offset ? LineTable.Read(_sections, offset, this) : null;
                    _hasReadLines = true;
                }

                return _lines;
            }
        }
    }

    private void ReadRootDie(List<AddressRange> found)
    {
        var reader = new SpanReader(_sections.Info[..Header.End], _sections.IsBigEndian);
        reader.Seek(Header.DieOffset);
        if (AbbreviationTable.FindAlone(_sections, Header, reader.ReadUleb128()) is not { } abbreviation)
        {
            return;
        }

        // Headers of the version 5 tables take 8 bytes, 16 in 64-bit DWARF; without an attribute the first table is meant.
        var afterHeader = Header.Version < 5 ? 0ul : Header.OffsetSize == 8 ? 16ul : 8ul;
        (StringOffsetsBase, AddressBase, RangeListsBase) = (afterHeader, afterHeader, Header.OffsetSize == 8 ? 20ul : 12ul);
        DwarfValue low = default, high = default, ranges = default;
        foreach (var spec in abbreviation.Attributes)
        {
            var value = FormReader.Read(ref reader, spec.Form, spec.Constant, Header);
            switch (spec.Attribute)
            {
                case DwarfAttribute.CompilationDirectory: _folder = value; break;
                case DwarfAttribute.Language: Language = ToLanguage(value.Number); break;
                case DwarfAttribute.LowPc: low = value; break;
                case DwarfAttribute.HighPc: high = value; break;
                case DwarfAttribute.Ranges: ranges = value; break;
                case DwarfAttribute.StatementList: StatementList = value.Number; break;
                case DwarfAttribute.StringOffsetsBase: StringOffsetsBase = value.Number; break;
                case DwarfAttribute.AddressBase or DwarfAttribute.GnuAddressBase: AddressBase = value.Number; break;
                case DwarfAttribute.RangeListsBase: RangeListsBase = value.Number; break;
                case DwarfAttribute.SplitName or DwarfAttribute.GnuSplitName: IsSplit = true; break;
            }
        }

        if (reader.Failed)
        {
            _folder = default;
            return;
        }

        // The bases that indexes count from are known only now.
        LowPc = _sections.TryGetAddress(low, this, out var address) ? address : 0;
        RangeReader.Read(_sections, this, low, high, ranges, found);
    }

    // DW_LANG: of each language the versions.
    private static DwarfLanguage ToLanguage(ulong code) => code switch
    {
        0x01 or 0x02 or 0x0c or 0x1d or 0x2c or 0x3e => DwarfLanguage.C,
        0x04 or 0x19 or 0x1a or 0x21 or 0x2a or 0x2b or 0x3a => DwarfLanguage.Cxx,
        _ => DwarfLanguage.Other,
    };
}
