using System.Globalization;
using System.Text;

namespace PerfHarness.Formats.Dwarf;

/// <summary>
/// Names of C++ functions that have no linkage name, as a demangler would spell one: with the namespaces, classes and functions
/// that contain them, and the types of their parameters. Without these, <c>a::X::run(int)</c> and <c>(anonymous namespace)::run(int)</c>
/// are both <c>run</c>. The types are spelled by <see cref="TypeNames"/>. An instance formats one name.
/// </summary>
internal sealed class ScopedNames
{
    private const int MaxReferences = 8;
    private const int MaxDepth = 16;
    private const int MaxLength = 1 << 14;

    // Corrupt entries may refer to each other without end; a name of the largest real programs takes some thousands.
    private const int MaxEntries = 1 << 22;

    private readonly DwarfSections _sections;
    private readonly Func<uint, DwarfUnit?> _findUnit;
    private readonly TypeNames _types;
    private int _budget = MaxEntries;

    /// <param name="findUnit">The unit of an entry.</param>
    public ScopedNames(DwarfSections sections, Func<uint, DwarfUnit?> findUnit)
    {
        (_sections, _findUnit) = (sections, findUnit);
        _types = new TypeNames(sections, findUnit, this);
    }

    /// <summary>Null where the function has no name.</summary>
    public string? FormatFunction(uint die)
    {
        var text = new StringBuilder();
        return AppendFunction(text, die, 0) && _budget > 0 ? text.ToString() : null;
    }

    /// <summary>The entries directly below another one.</summary>
    public List<DwarfEntry> ReadChildren(DwarfUnit unit, in DwarfEntry parent) => DwarfEntry.ReadChildren(_sections, unit, parent, ref _budget);

    /// <summary>A type's name with what contains it.</summary>
    public void AppendType(StringBuilder text, uint die, in DwarfEntry entry, DwarfUnit unit, int depth)
    {
        AppendScope(text, die, unit, depth + 1);
        if (_sections.ReadString(entry.Name, unit) is { Length: > 0 } name && !name.StartsWith("<lambda", StringComparison.Ordinal))
        {
            text.Append(FormatName(name));
        }
        else if (FindCallOperator(entry, unit) is { } call)
        {
            text.Append("{lambda");
            AppendParameters(text, call, unit, depth + 1);
            text.Append(CultureInfo.InvariantCulture, $"#{CountEqualLambdas(die, call, unit, depth)}}}");
        }
        else
        {
            text.Append("{unnamed type}");
        }
    }

    private bool AppendFunction(StringBuilder text, uint die, int depth)
    {
        string? name = null;
        DwarfUnit? unit = null;
        DwarfEntry entry = default;
        // The last of the chain is the declaration: in its class, with all parameters.
        for (var i = 0; i < MaxReferences && die != 0 && _findUnit(die) is { } next; i++)
        {
            (unit, entry) = (next, DwarfEntry.Read(_sections, next, die));
            name ??= _sections.ReadString(entry.Name, unit);
            if (entry.Origin == 0)
            {
                break;
            }

            die = entry.Origin;
        }

        if (unit is null || name is null or "" || depth > MaxDepth || text.Length > MaxLength)
        {
            return false;
        }

        if (entry.IsExternal && unit.Scopes.Find(die) is >= 0 and var index && unit.Scopes[index].Parent < 0)
        {
            text.Append(name); // extern "C", or main: a C++ function that other files can call has a linkage name
            return true;
        }

        if (name.EndsWith('>') && !name.StartsWith("operator", StringComparison.Ordinal))
        {
            _types.Append(text, entry.Type, depth + 1);
            text.Append(' ');
        }

        AppendScope(text, die, unit, depth);
        text.Append(FormatName(name));
        AppendParameters(text, entry, unit, depth);
        return true;
    }

    private void AppendParameters(StringBuilder text, in DwarfEntry function, DwarfUnit unit, int depth)
    {
        text.Append('(');
        var (count, isConst) = (0, false);
        foreach (var child in ReadChildren(unit, function))
        {
            if (child.Tag == DwarfTag.FormalParameter && child.IsArtificial)
            {
                isConst |= count == 0 && _types.IsPointerToConst(child.Type);
            }
            else if (child.Tag is DwarfTag.FormalParameter or DwarfTag.UnspecifiedParameters)
            {
                _ = count++ > 0 ? text.Append(", ") : text;
                if (child.Tag == DwarfTag.FormalParameter)
                {
                    _types.AppendParameter(text, child.Type, depth + 1);
                }
                else
                {
                    text.Append("...");
                }
            }
        }

        text.Append(isConst ? ") const" : ")");
    }

    private void AppendScope(StringBuilder text, uint die, DwarfUnit unit, int depth)
    {
        var scopes = unit.Scopes;
        if (depth > MaxDepth || text.Length > MaxLength || scopes.Find(die) is not (>= 0 and var index)
            || scopes[index].Parent is not (>= 0 and var parent))
        {
            return;
        }

        var (outer, _, tag) = scopes[parent];
        switch (tag)
        {
            case DwarfTag.LexicalBlock:
                AppendScope(text, outer, unit, depth + 1);
                return;
            case DwarfTag.Subprogram:
                _ = AppendFunction(text, outer, depth + 1) ? text.Append("::") : text;
                return;
            case DwarfTag.Namespace:
                AppendScope(text, outer, unit, depth + 1);
                var entry = DwarfEntry.Read(_sections, unit, outer);
                var name = _sections.ReadString(entry.Name, unit)
                    ?? (entry.Origin != 0 ? _sections.ReadString(DwarfEntry.Read(_sections, unit, entry.Origin).Name, unit) : null);
                text.Append(string.IsNullOrEmpty(name) ? "(anonymous namespace)" : name).Append("::");
                return;
            default:
                AppendType(text, outer, DwarfEntry.Read(_sections, unit, outer), unit, depth + 1);
                text.Append("::");
                return;
        }
    }

    private DwarfEntry? FindCallOperator(in DwarfEntry type, DwarfUnit unit)
    {
        foreach (var child in ReadChildren(unit, type))
        {
            if (child.Tag == DwarfTag.Subprogram
                && _sections.ReadString(child.Name, unit) is { } name && name.StartsWith("operator()", StringComparison.Ordinal))
            {
                return child;
            }
        }

        return null;
    }

    // Lambdas of one function are numbered among those of equal parameters.
    private int CountEqualLambdas(uint die, in DwarfEntry call, DwarfUnit unit, int depth)
    {
        var scopes = unit.Scopes;
        var own = new StringBuilder();
        AppendParameters(own, call, unit, depth + 1);
        var count = 1;
        var index = scopes.Find(die);
        var function = index < 0 ? -1 : FindEnclosing(scopes, index);
        for (var i = function + 1; function >= 0 && i < index; i++)
        {
            var (other, _, tag) = scopes[i];
            if (tag is not (DwarfTag.StructureType or DwarfTag.ClassType) || FindEnclosing(scopes, i) != function)
            {
                continue;
            }

            var entry = DwarfEntry.Read(_sections, unit, other);
            if ((_sections.ReadString(entry.Name, unit) is not { Length: > 0 } name || name.StartsWith("<lambda", StringComparison.Ordinal))
                && FindCallOperator(entry, unit) is { } otherCall)
            {
                var parameters = new StringBuilder();
                AppendParameters(parameters, otherCall, unit, depth + 1);
                count += parameters.Equals(own) ? 1 : 0;
            }
        }

        return count;
    }

    private static int FindEnclosing(UnitScopes scopes, int index)
    {
        var parent = scopes[index].Parent;
        while (parent >= 0 && scopes[parent].Tag == DwarfTag.LexicalBlock)
        {
            parent = scopes[parent].Parent;
        }

        return parent;
    }

    // GCC writes {anonymous} inside the arguments of a template.
    private static string FormatName(string name) =>
        TypeNames.FormatIntegers(name.Replace("{anonymous}", "(anonymous namespace)", StringComparison.Ordinal));
}
