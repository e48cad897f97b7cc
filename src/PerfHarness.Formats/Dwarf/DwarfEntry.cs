using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>What an entry says that names need. References are offsets in .debug_info, 0 where there is none.</summary>
/// <param name="Origin">The entry that this one completes: its abstract origin, specification, or what a namespace extends.</param>
/// <param name="Type">Of a parameter or variable, of what a function returns, of what a pointer points to.</param>
/// <param name="FirstChild">Where its children start; 0 where it has none.</param>
internal readonly record struct DwarfEntry(
    DwarfTag Tag, DwarfValue LinkageName, DwarfValue Name, int File, int Line, uint Origin, uint Type, bool IsExternal, bool IsArtificial,
    int FirstChild)
{
    /// <summary>An entry without anything where it cannot be read.</summary>
    public static DwarfEntry Read(DwarfSections sections, DwarfUnit unit, uint die)
    {
        var reader = new SpanReader(sections.Info[..unit.Header.End], sections.IsBigEndian);
        reader.Seek(die);
        return Read(ref reader, unit);
    }

    /// <summary>The entries directly below another one.</summary>
    /// <param name="budget">Entries that may still be read; it ends at 0.</param>
    public static List<DwarfEntry> ReadChildren(DwarfSections sections, DwarfUnit unit, in DwarfEntry parent, ref int budget)
    {
        var children = new List<DwarfEntry>();
        var reader = new SpanReader(sections.Info[..unit.Header.End], sections.IsBigEndian);
        reader.Seek(parent.FirstChild);
        for (var depth = parent.FirstChild > 0 ? 1 : 0; depth > 0 && budget > 0 && !reader.Failed && reader.Remaining > 0; budget--)
        {
            var entry = Read(ref reader, unit);
            if (depth == 1 && entry.Tag != 0)
            {
                children.Add(entry);
            }

            depth += entry.Tag == 0 ? -1 : entry.FirstChild > 0 ? 1 : 0;
        }

        return children;
    }

    private static DwarfEntry Read(ref SpanReader reader, DwarfUnit unit)
    {
        var code = reader.ReadUleb128();
        Abbreviation? abbreviation;
        lock (unit.SyncRoot)
        {
            abbreviation = code == 0 ? null : unit.Abbreviations.Find(code);
        }

        if (abbreviation is null)
        {
            return default;
        }

        DwarfValue linkage = default, name = default, origin = default, type = default;
        ulong file = 0, line = 0;
        bool isExternal = false, isArtificial = false;
        foreach (var spec in abbreviation.Attributes)
        {
            var value = FormReader.Read(ref reader, spec.Form, spec.Constant, unit.Header);
            switch (spec.Attribute)
            {
                case DwarfAttribute.LinkageName or DwarfAttribute.MipsLinkageName: linkage = value; break;
                case DwarfAttribute.Name: name = value; break;
                case DwarfAttribute.DeclarationFile: file = value.Number; break;
                case DwarfAttribute.DeclarationLine: line = value.Number; break;
                case DwarfAttribute.AbstractOrigin or DwarfAttribute.Specification or DwarfAttribute.Extension: origin = value; break;
                case DwarfAttribute.Type: type = value; break;
                case DwarfAttribute.External: isExternal = value.Number != 0; break;
                case DwarfAttribute.Artificial: isArtificial = value.Number != 0; break;
            }
        }

        return reader.Failed ? default : new DwarfEntry(
            abbreviation.Tag, linkage, name, ToInt32OrZero(file), ToInt32OrZero(line), ToReference(origin), ToReference(type),
            isExternal, isArtificial, abbreviation.HasChildren ? (int)reader.Position : 0);
    }

    private static int ToInt32OrZero(ulong value) => value <= int.MaxValue ? (int)value : 0;

    private static uint ToReference(in DwarfValue value) =>
        value.Form != 0 && !value.IsExternal && value.Number <= uint.MaxValue ? (uint)value.Number : 0;
}
