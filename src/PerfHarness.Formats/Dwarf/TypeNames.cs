using System.Text;
using System.Text.RegularExpressions;

namespace PerfHarness.Formats.Dwarf;

/// <summary>Types as a C++ demangler spells them: <c>char const*</c>, <c>unsigned long</c>; typedefs are what they stand for.</summary>
internal sealed partial class TypeNames(DwarfSections sections, Func<uint, DwarfUnit?> findUnit, ScopedNames scopes)
{
    private const int MaxDepth = 16;
    private const int MaxLength = 1 << 14;
    private const string Unknown = "?";

    /// <summary>Without the parameter's own const, which is no part of a function's type.</summary>
    public void AppendParameter(StringBuilder text, uint type, int depth)
    {
        while (Read(type) is { Entry.Tag: DwarfTag.ConstType or DwarfTag.VolatileType, Entry: var qualified } && depth++ < MaxDepth)
        {
            type = qualified.Type;
        }

        Append(text, type, depth);
    }

    /// <param name="type">0 for void.</param>
    public void Append(StringBuilder text, uint type, int depth)
    {
        if (type == 0)
        {
            text.Append("void");
            return;
        }

        if (depth > MaxDepth || text.Length > MaxLength || Read(type) is not { } read)
        {
            text.Append(Unknown);
            return;
        }

        var (entry, unit) = read;
        switch (entry.Tag)
        {
            case DwarfTag.PointerType when Read(entry.Type) is { Entry: { Tag: DwarfTag.SubroutineType } function, Unit: var functionUnit }:
                AppendFunctionPointer(text, function, functionUnit, depth);
                break;
            case DwarfTag.PointerType:
                AppendWith(text, entry.Type, "*", depth);
                break;
            case DwarfTag.ReferenceType:
                AppendWith(text, entry.Type, "&", depth);
                break;
            case DwarfTag.RvalueReferenceType:
                AppendWith(text, entry.Type, "&&", depth);
                break;
            case DwarfTag.ConstType:
                AppendWith(text, entry.Type, " const", depth);
                break;
            case DwarfTag.VolatileType:
                AppendWith(text, entry.Type, " volatile", depth);
                break;
            case DwarfTag.ArrayType:
                AppendWith(text, entry.Type, " []", depth);
                break;
            case DwarfTag.Typedef:
                Append(text, entry.Type, depth + 1);
                break;
            case DwarfTag.BaseType:
                text.Append(FormatBase(sections.ReadString(entry.Name, unit) ?? Unknown));
                break;
            case DwarfTag.UnspecifiedType:
                text.Append("decltype(nullptr)");
                break;
            case DwarfTag.StructureType or DwarfTag.ClassType or DwarfTag.UnionType or DwarfTag.EnumerationType:
                scopes.AppendType(text, type, entry, unit, depth + 1);
                break;
            default:
                text.Append(Unknown);
                break;
        }
    }

    /// <summary>What <c>this</c> is in a const function.</summary>
    public bool IsPointerToConst(uint type)
    {
        if (Read(type) is { Entry: { Tag: DwarfTag.ConstType } outer })
        {
            type = outer.Type; // this itself is const
        }

        return Read(type) is { Entry: { Tag: DwarfTag.PointerType } pointer } && Read(pointer.Type) is { Entry.Tag: DwarfTag.ConstType };
    }

    private void AppendWith(StringBuilder text, uint type, string suffix, int depth)
    {
        Append(text, type, depth + 1);
        text.Append(suffix);
    }

    private void AppendFunctionPointer(StringBuilder text, in DwarfEntry function, DwarfUnit unit, int depth)
    {
        Append(text, function.Type, depth + 1);
        text.Append(" (*)(");
        var isFirst = true;
        foreach (var parameter in scopes.ReadChildren(unit, function))
        {
            if (parameter.Tag == DwarfTag.FormalParameter)
            {
                _ = isFirst ? text : text.Append(", ");
                AppendParameter(text, parameter.Type, depth + 1);
                isFirst = false;
            }
        }

        text.Append(')');
    }

    private (DwarfEntry Entry, DwarfUnit Unit)? Read(uint type) =>
        type != 0 && findUnit(type) is { } unit ? (DwarfEntry.Read(sections, unit, type), unit) : null;

    /// <summary>GCC writes "long unsigned int", demanglers "unsigned long"; also inside of a template's arguments.</summary>
    public static string FormatIntegers(string name) => name.Contains('<', StringComparison.Ordinal)
        ? IntegerType().Replace(name, static match => FormatBase(match.Value))
        : name;

    private static string FormatBase(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || Array.Exists(words, w => w is not ("long" or "short" or "int" or "unsigned" or "signed" or "char")))
        {
            return name;
        }

        var isUnsigned = words.Contains("unsigned");
        var size = string.Join(' ', words.Where(w => w is "long" or "short" or "char"));
        return (isUnsigned, size) switch
        {
            (_, "char") => isUnsigned ? "unsigned char" : "signed char",
            (true, "") => "unsigned int",
            (false, "") => "int",
            (true, _) => $"unsigned {size}",
            _ => size,
        };
    }

    [GeneratedRegex(@"\b(?:long|short|int|unsigned|signed|char)(?: (?:long|short|int|unsigned|signed|char))+\b", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerType();
}
