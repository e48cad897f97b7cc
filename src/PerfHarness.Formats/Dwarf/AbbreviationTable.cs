using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>
/// A table of .debug_abbrev, read only as far as needed: finding a unit's ranges needs its first entry alone. Codes
/// usually count up from 1, so most are found by index.
/// </summary>
internal sealed class AbbreviationTable(DwarfSections sections, UnitHeader unit)
{
    private const int MaxAttributes = 1024;
    private const int MaxEntries = 1 << 20;

    private readonly List<Abbreviation> _sequential = [];
    private readonly Dictionary<ulong, Abbreviation> _byCode = [];
    private long _next = (long)Math.Min(unit.AbbreviationOffset, int.MaxValue);
    private bool _complete;

    /// <summary>Null for a code that the table does not define.</summary>
    public Abbreviation? Find(ulong code)
    {
        while (true)
        {
            if (code - 1 < (ulong)_sequential.Count)
            {
                return _sequential[(int)(code - 1)];
            }

            if (_byCode.TryGetValue(code, out var found) || _complete)
            {
                return found;
            }

            ReadNext();
        }
    }

    /// <summary>The abbreviation of the code, without keeping what is read on the way: of most units nothing but the first entry is
    /// ever needed.</summary>
    public static Abbreviation? FindAlone(DwarfSections sections, in UnitHeader unit, ulong code)
    {
        var reader = new SpanReader(sections.Abbrev, sections.IsBigEndian);
        reader.Seek((long)Math.Min(unit.AbbreviationOffset, int.MaxValue));
        for (var i = 0; i < MaxEntries; i++)
        {
            var next = reader.ReadUleb128();
            if (next == 0 || reader.Failed)
            {
                return null;
            }

            if (next == code)
            {
                return ReadBody(ref reader, unit);
            }

            reader.ReadUleb128();
            reader.ReadByte();
            for (var count = 0; !SkipAttribute(ref reader) && !reader.Failed; count++)
            {
                if (count == MaxAttributes)
                {
                    return null;
                }
            }
        }

        return null;
    }

    private void ReadNext()
    {
        var reader = new SpanReader(sections.Abbrev, sections.IsBigEndian);
        reader.Seek(_next);
        var code = reader.ReadUleb128();
        if (code == 0 || _sequential.Count + _byCode.Count == MaxEntries || ReadBody(ref reader, unit) is not { } abbreviation)
        {
            _complete = true;
            return;
        }

        _next = reader.Position;
        if (code == (ulong)_sequential.Count + 1)
        {
            _sequential.Add(abbreviation);
        }
        else
        {
            _byCode.TryAdd(code, abbreviation);
        }
    }

    // What follows the code; null where it cannot be read.
    private static Abbreviation? ReadBody(ref SpanReader reader, in UnitHeader unit)
    {
        var tag = (DwarfTag)reader.ReadUleb128();
        var children = reader.ReadByte() != 0;
        var end = reader;
        var count = 0;
        while (!SkipAttribute(ref end) && !end.Failed && count < MaxAttributes)
        {
            count++;
        }

        if (end.Failed || count == MaxAttributes)
        {
            return null;
        }

        var attributes = new AttributeSpec[count];
        var (sum, hasSibling, mayBeInternal) = (0, false, true);
        for (var i = 0; i < count; i++)
        {
            var (attribute, form) = ((DwarfAttribute)reader.ReadUleb128(), (DwarfForm)reader.ReadUleb128());
            var constant = form == DwarfForm.ImplicitConstant ? reader.ReadSleb128() : 0;
            var size = FormReader.GetFixedSize(form, unit);
            attributes[i] = new AttributeSpec(attribute, form, constant, size);
            sum = size < 0 || sum < 0 ? -1 : sum + size;
            hasSibling |= attribute == DwarfAttribute.Sibling;
            mayBeInternal &= attribute is not (DwarfAttribute.External or DwarfAttribute.Specification or DwarfAttribute.AbstractOrigin);
        }

        reader = end;
        return new Abbreviation(tag, children, attributes) { FixedSize = sum, HasSibling = hasSibling, MayBeInternal = mayBeInternal };
    }

    // True for the pair of zeros that ends the list.
    private static bool SkipAttribute(ref SpanReader reader)
    {
        var (attribute, form) = (reader.ReadUleb128(), reader.ReadUleb128());
        if ((DwarfForm)form == DwarfForm.ImplicitConstant)
        {
            reader.ReadSleb128();
        }

        return attribute == 0 && form == 0;
    }
}
