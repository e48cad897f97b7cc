using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>
/// Names that several source files use for functions of their own (<c>static</c>, or in an anonymous namespace). From one walk over
/// all units. A function of a header that many units include has one file name and line, however its folder is written.
/// </summary>
internal sealed class InternalFunctions
{
    private const int MaxDepth = 1024;

    private readonly Dictionary<string, (DwarfUnit Unit, int File, int Line)> _first = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<(string File, int Line), string>> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<DwarfUnit, LineFileTable?> _files = [];
    private readonly DwarfSections _sections;

    public InternalFunctions(DwarfSections sections, IEnumerable<DwarfUnit> units)
    {
        _sections = sections;
        foreach (var unit in units)
        {
            lock (unit.SyncRoot)
            {
                Walk(unit);
            }
        }

        _files.Clear();
        _first.Clear();
    }

    /// <summary>
    /// What tells the function from those of other files: the file's name, with its folder where several of these have one name;
    /// null where no other file has one.
    /// </summary>
    /// <param name="name">As in the source, without scopes.</param>
    public string? FindQualifier(string name, DwarfPosition declared)
    {
        if (!_places.TryGetValue(name, out var places))
        {
            return null;
        }

        var file = Path.GetFileName(declared.File);
        var folders = places.Where(p => p.Key.File == file).Select(p => GetFolder(p.Value)).Distinct(StringComparer.Ordinal).Count();
        return folders > 1 ? $"{GetFolder(declared.File)}/{file}" : places.Keys.Any(p => p.File != file) ? file : null;
    }

    // The name of the last one, without what leads out of another: "./libio/./libio", "stdio-common/../libio".
    private static string GetFolder(string path) => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path, "/"))) ?? "";

    private void Walk(DwarfUnit unit)
    {
        var reader = new SpanReader(_sections.Info[..unit.Header.End], _sections.IsBigEndian);
        reader.Seek(unit.Header.DieOffset);
        var level = 0;
        while (reader.Remaining > 0 && !reader.Failed && level is >= 0 and < MaxDepth)
        {
            var code = reader.ReadUleb128();
            if (code == 0)
            {
                level--;
                continue;
            }

            if (unit.Abbreviations.Find(code) is not { } abbreviation)
            {
                return;
            }

            var next = abbreviation.Tag == DwarfTag.Subprogram ? ReadFunction(ref reader, abbreviation, unit)
                : FormReader.Skip(ref reader, abbreviation, unit.Header);
            // Only units and namespaces hold such functions; of others the next entry is looked for.
            var holdsFunctions = level == 0 || abbreviation.Tag == DwarfTag.Namespace;
            if (abbreviation.HasChildren && !holdsFunctions && next > (ulong)reader.Position && next < (ulong)unit.Header.End)
            {
                reader.Seek((long)next);
            }
            else if (abbreviation.HasChildren)
            {
                level++;
            }
        }
    }

    private ulong ReadFunction(ref SpanReader reader, Abbreviation abbreviation, DwarfUnit unit)
    {
        DwarfValue name = default;
        ulong file = 0, line = 0, sibling = 0;
        var isInternal = true;
        foreach (var spec in abbreviation.Attributes)
        {
            var value = FormReader.Read(ref reader, spec.Form, spec.Constant, unit.Header);
            switch (spec.Attribute)
            {
                case DwarfAttribute.Name: name = value; break;
                case DwarfAttribute.DeclarationFile: file = value.Number; break;
                case DwarfAttribute.DeclarationLine: line = value.Number; break;
                case DwarfAttribute.Sibling: sibling = value.Number; break;
                case DwarfAttribute.External or DwarfAttribute.Specification or DwarfAttribute.AbstractOrigin: isInternal = false; break;
            }
        }

        if (isInternal && file is > 0 and <= int.MaxValue && line is > 0 and <= int.MaxValue
            && _sections.ReadString(name, unit) is { Length: > 0 } text)
        {
            Add(text, unit, (int)file, (int)line);
        }

        return sibling;
    }

    private void Add(string name, DwarfUnit unit, int file, int line)
    {
        if (_first.TryAdd(name, (unit, file, line)))
        {
            return;
        }

        var first = _first[name];
        if (first.Unit == unit && first.File == file)
        {
            return;
        }

        if (!_places.TryGetValue(name, out var places))
        {
            if (GetPath(first.Unit, first.File) is not { } firstPath)
            {
                return;
            }

            _places.Add(name, places = new() { [(Path.GetFileName(firstPath), first.Line)] = firstPath });
        }

        if (GetPath(unit, file) is { } path)
        {
            places.TryAdd((Path.GetFileName(path), line), path);
        }
    }

    private string? GetPath(DwarfUnit unit, int file)
    {
        if (!_files.TryGetValue(unit, out var files))
        {
            files = unit.StatementList is { } offset and <= int.MaxValue ? LineProgramHeader.Read(_sections, (int)offset, unit)?.Files : null;
            _files.Add(unit, files);
        }

        return files?.GetPath(file);
    }
}
