using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>What a function's entry says of its name and declaration, and where to read on (0: nowhere).</summary>
internal readonly record struct FunctionEntry(DwarfValue LinkageName, DwarfValue Name, int File, int Line, uint OriginDie)
{
    public static FunctionEntry Read(DwarfSections sections, DwarfUnit unit, uint die)
    {
        var reader = new SpanReader(sections.Info[..unit.Header.End], sections.IsBigEndian);
        reader.Seek(die);
        Abbreviation? abbreviation;
        lock (unit.SyncRoot)
        {
            abbreviation = unit.Abbreviations.Find(reader.ReadUleb128());
        }

        DwarfValue linkage = default, name = default, next = default;
        ulong file = 0, line = 0;
        foreach (var spec in abbreviation?.Attributes ?? [])
        {
            var value = FormReader.Read(ref reader, spec.Form, spec.Constant, unit.Header);
            switch (spec.Attribute)
            {
                case DwarfAttribute.LinkageName or DwarfAttribute.MipsLinkageName: linkage = value; break;
                case DwarfAttribute.Name: name = value; break;
                case DwarfAttribute.DeclarationFile: file = value.Number; break;
                case DwarfAttribute.DeclarationLine: line = value.Number; break;
                case DwarfAttribute.AbstractOrigin or DwarfAttribute.Specification: next = value; break;
            }
        }

        return reader.Failed
            ? default
            : new FunctionEntry(linkage, name, ToInt32OrZero(file), ToInt32OrZero(line),
                next.Form != 0 && !next.IsExternal && next.Number <= uint.MaxValue ? (uint)next.Number : 0);
    }

    private static int ToInt32OrZero(ulong value) => value <= int.MaxValue ? (int)value : 0;
}
