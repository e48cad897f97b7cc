using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>
/// A table of .debug_abbrev, read as far as it was asked for: finding a unit's ranges needs its first entry alone. Codes
/// usually count up from 1, so most are found by index.
/// </summary>
internal sealed class AbbreviationTable(DwarfSections sections, UnitHeader unit)
{
    private const int MaxAttributes = 1024;
    private const int MaxEntries = 1 << 20;

    private readonly List<Abbreviation> _inOrder = [];
    private readonly Dictionary<ulong, Abbreviation> _others = [];
    private long _next = (long)Math.Min(unit.AbbrevOffset, int.MaxValue);
    private bool _complete;

    /// <summary>Null for a code that the table does not define.</summary>
    public Abbreviation? Find(ulong code)
    {
        while (true)
        {
            if (code - 1 < (ulong)_inOrder.Count)
            {
                return _inOrder[(int)(code - 1)];
            }

            if (_others.TryGetValue(code, out var found) || _complete)
            {
                return found;
            }

            ReadNext();
        }
    }

    private void ReadNext()
    {
        var reader = new SpanReader(sections.Abbrev, sections.BigEndian);
        reader.Seek(_next);
        var code = reader.Uleb128();
        var tag = (DwarfTag)reader.Uleb128();
        var children = reader.U8() != 0;
        var attributes = new List<AttributeSpec>();
        while (!reader.Failed && attributes.Count < MaxAttributes)
        {
            var (attribute, form) = ((DwarfAttribute)reader.Uleb128(), (DwarfForm)reader.Uleb128());
            var constant = form == DwarfForm.ImplicitConstant ? reader.Sleb128() : 0;
            if (attribute == 0 && form == 0)
            {
                break;
            }

            attributes.Add(new AttributeSpec(attribute, form, constant));
        }

        if (code == 0 || reader.Failed || attributes.Count == MaxAttributes || _inOrder.Count + _others.Count == MaxEntries)
        {
            _complete = true;
            return;
        }

        _next = reader.Position;
        var abbreviation = new Abbreviation(tag, children, [.. attributes]) { FixedSize = SizeOf(attributes), HasSibling = attributes.Exists(a => a.Attribute == DwarfAttribute.Sibling) };
        if (code == (ulong)_inOrder.Count + 1)
        {
            _inOrder.Add(abbreviation);
        }
        else
        {
            _others.TryAdd(code, abbreviation);
        }
    }

    private int SizeOf(List<AttributeSpec> attributes)
    {
        var sum = 0;
        foreach (var attribute in attributes)
        {
            var size = FormReader.FixedSize(attribute.Form, unit);
            if (size < 0)
            {
                return -1;
            }

            sum += size;
        }

        return sum;
    }
}
