using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>Reads and skips attribute values.</summary>
internal static class FormReader
{
    /// <summary>Bytes that the form takes whatever the value, or −1.</summary>
    public static int GetFixedSize(DwarfForm form, in UnitHeader unit) => form switch
    {
        DwarfForm.FlagPresent or DwarfForm.ImplicitConstant => 0,
        DwarfForm.Data1 or DwarfForm.Flag or DwarfForm.Reference1 or DwarfForm.StringIndex1 or DwarfForm.AddressIndex1 => 1,
        DwarfForm.Data2 or DwarfForm.Reference2 or DwarfForm.StringIndex2 or DwarfForm.AddressIndex2 => 2,
        DwarfForm.StringIndex3 or DwarfForm.AddressIndex3 => 3,
        DwarfForm.Data4 or DwarfForm.Reference4 or DwarfForm.StringIndex4 or DwarfForm.AddressIndex4 or DwarfForm.ReferenceSupplement4 => 4,
        DwarfForm.Data8 or DwarfForm.Reference8 or DwarfForm.ReferenceSignature or DwarfForm.ReferenceSupplement8 => 8,
        DwarfForm.Data16 => 16,
        DwarfForm.Address => unit.AddressSize,
        DwarfForm.ReferenceAddress => unit.Version == 2 ? unit.AddressSize : unit.OffsetSize,
        DwarfForm.SectionOffset or DwarfForm.StringPointer or DwarfForm.LineStringPointer or DwarfForm.StringSupplement
            or DwarfForm.GnuReferenceAlternate or DwarfForm.GnuStringAlternate => unit.OffsetSize,
        _ => -1,
    };

    /// <summary>The reader fails at a form that is not known: then nothing after it can be read.</summary>
    public static DwarfValue Read(ref SpanReader reader, DwarfForm form, long implicitConstant, in UnitHeader unit)
    {
        if (form == DwarfForm.Indirect)
        {
            form = (DwarfForm)reader.ReadUleb128();
            if (form is DwarfForm.Indirect or DwarfForm.ImplicitConstant)
            {
                reader.Skip(-1);
            }
        }

        switch (form)
        {
            case DwarfForm.Reference1 or DwarfForm.Reference2 or DwarfForm.Reference4 or DwarfForm.Reference8:
                return new DwarfValue(form, unchecked((ulong)unit.Offset + reader.ReadUnsigned(GetFixedSize(form, unit))));
            case DwarfForm.ReferenceUnsigned:
                return new DwarfValue(form, unchecked((ulong)unit.Offset + reader.ReadUleb128()));
            case DwarfForm.FlagPresent:
                return new DwarfValue(form, 1);
            case DwarfForm.ImplicitConstant:
                return new DwarfValue(form, (ulong)implicitConstant);
            case DwarfForm.SignedData:
                return new DwarfValue(form, (ulong)reader.ReadSleb128());
            case DwarfForm.UnsignedData or DwarfForm.StringIndex or DwarfForm.AddressIndex or DwarfForm.LocationListIndex
                or DwarfForm.RangeListIndex or DwarfForm.GnuAddressIndex or DwarfForm.GnuStringIndex:
                return new DwarfValue(form, reader.ReadUleb128());
            case DwarfForm.String:
                var at = (ulong)reader.Position;
                reader.ReadCString();
                return new DwarfValue(form, at);
            case DwarfForm.Block or DwarfForm.Expression:
                reader.Skip((long)Math.Min(reader.ReadUleb128(), long.MaxValue));
                return new DwarfValue(form, 0);
            case DwarfForm.Block1:
                reader.Skip(reader.ReadByte());
                return new DwarfValue(form, 0);
            case DwarfForm.Block2:
                reader.Skip(reader.ReadUInt16());
                return new DwarfValue(form, 0);
            case DwarfForm.Block4:
                reader.Skip(reader.ReadUInt32());
                return new DwarfValue(form, 0);
            case DwarfForm.Data16:
                reader.Skip(16);
                return new DwarfValue(form, 0);
            default:
                return new DwarfValue(form, reader.ReadUnsigned(GetFixedSize(form, unit)));
        }
    }

    /// <summary>Skips an entry's attributes; where its next sibling is, or 0.</summary>
    public static ulong Skip(ref SpanReader reader, Abbreviation abbreviation, in UnitHeader unit)
    {
        if (!abbreviation.HasSibling && abbreviation.FixedSize >= 0)
        {
            reader.Skip(abbreviation.FixedSize);
            return 0;
        }

        ulong sibling = 0;
        foreach (var spec in abbreviation.Attributes)
        {
            if (spec.Size >= 0 && spec.Attribute != DwarfAttribute.Sibling)
            {
                reader.Skip(spec.Size);
                continue;
            }

            var value = Read(ref reader, spec.Form, spec.Constant, unit);
            sibling = spec.Attribute == DwarfAttribute.Sibling ? value.Number : sibling;
        }

        return sibling;
    }
}
