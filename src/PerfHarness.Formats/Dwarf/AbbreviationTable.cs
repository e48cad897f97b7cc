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

    private void ReadNext()
    {
        var reader = new SpanReader(sections.Abbrev, sections.IsBigEndian);
        reader.Seek(_next);
        var code = reader.ReadUleb128();
        var tag = (DwarfTag)reader.ReadUleb128();
        var children = reader.ReadByte() != 0;
        var attributes = new List<AttributeSpec>();
        while (!reader.Failed && attributes.Count < MaxAttributes)
        {
            var (attribute, form) = ((DwarfAttribute)reader.ReadUleb128(), (DwarfForm)reader.ReadUleb128());
            var constant = form == DwarfForm.ImplicitConstant ? reader.ReadSleb128() : 0;
            if (attribute == 0 && form == 0)
            {
                break;
            }

            attributes.Add(new AttributeSpec(attribute, form, constant));
        }

        if (code == 0 || reader.Failed || attributes.Count == MaxAttributes || _sequential.Count + _byCode.Count == MaxEntries)
        {
            _complete = true;
            return;
        }

        _next = reader.Position;
        var abbreviation = new Abbreviation(tag, children, [.. attributes])
        {
            FixedSize = ComputeFixedSize(attributes),
            HasSibling = attributes.Exists(a => a.Attribute == DwarfAttribute.Sibling),
        };
        if (code == (ulong)_sequential.Count + 1)
        {
            _sequential.Add(abbreviation);
        }
        else
        {
            _byCode.TryAdd(code, abbreviation);
        }
    }

    private int ComputeFixedSize(List<AttributeSpec> attributes)
    {
        var sum = 0;
        foreach (var attribute in attributes)
        {
            var size = FormReader.GetFixedSize(attribute.Form, unit);
            if (size < 0)
            {
                return -1;
            }

            sum += size;
        }

        return sum;
    }
}
