using System.Text;
using PerfHarness.Formats.IO;

namespace PerfHarness.Formats.Dwarf;

/// <summary>
/// Names that several source files use for functions of their own (<c>static</c>, or in an anonymous namespace). From one walk over
/// all units, which keeps where a name is declared, by the name's hash:
/// <code>
///   hashes   0x1c… 0x1c… 0x9f…          sorted; of one hash in the order of the units
///   places   unit 0, file 3, line 10    paths are composed when a name is asked for
/// </code>
/// A function of a header that many units include has one file name and line, however its folder is written.
/// </summary>
internal sealed class InternalFunctions
{
    private const int MaxDepth = 1024;

    private readonly DwarfSections _sections;
    private readonly ulong[] _hashes;
    private readonly (DwarfUnit Unit, int File, int Line)[] _declarations;
    private readonly Dictionary<string, Dictionary<(string File, int Line), string>?> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<DwarfUnit, LineFileTable?> _files = [];
    private readonly Lock _lock = new();

    public InternalFunctions(DwarfSections sections, IEnumerable<DwarfUnit> units)
    {
        _sections = sections;
        var (hashes, declarations) = (new List<ulong>(), new List<(DwarfUnit Unit, int File, int Line)>());
        foreach (var unit in units)
        {
            lock (unit.SyncRoot)
            {
                Walk(unit, hashes, declarations);
            }
        }

        _hashes = [.. hashes];
        var order = RadixSort.SortToOrder(ref _hashes);
        _declarations = new (DwarfUnit Unit, int File, int Line)[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            _declarations[i] = declarations[order[i]];
        }
    }

    /// <summary>
    /// What tells the function from those of other files: the file's name, with its folder where several of these have one name;
    /// null where no other file has one.
    /// </summary>
    /// <param name="name">As in the source, without scopes.</param>
    public string? FindQualifier(string name, DwarfPosition declared)
    {
        if (FindPlaces(name) is not { } places)
        {
            return null;
        }

        var file = Path.GetFileName(declared.File);
        var folders = places.Where(p => p.Key.File == file).Select(p => GetFolder(p.Value)).Distinct(StringComparer.Ordinal).Count();
        return folders > 1 ? $"{GetFolder(declared.File)}/{file}" : places.Keys.Any(p => p.File != file) ? file : null;
    }

    // The name of the last one, without what leads out of another: "./libio/./libio", "stdio-common/../libio".
    private static string GetFolder(string path) => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path, "/"))) ?? "";

    // Null where all declarations are of one file.
    private Dictionary<(string File, int Line), string>? FindPlaces(string name)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(name, out var places))
            {
                places = ReadPlaces(ComputeHash(Encoding.UTF8.GetBytes(name)));
                _places.Add(name, places);
            }

            return places;
        }
    }

    private Dictionary<(string File, int Line), string>? ReadPlaces(ulong hash)
    {
        var first = Array.BinarySearch(_hashes, hash);
        if (first < 0)
        {
            return null;
        }

        while (first > 0 && _hashes[first - 1] == hash)
        {
            first--;
        }

        Dictionary<(string File, int Line), string>? places = null;
        var known = _declarations[first];
        for (var i = first + 1; i < _hashes.Length && _hashes[i] == hash; i++)
        {
            var (unit, file, line) = _declarations[i];
            if (unit == known.Unit && file == known.File)
            {
                continue;
            }

            if (places is null)
            {
                if (GetPath(known.Unit, known.File) is not { } knownPath)
                {
                    return null;
                }

                places = new() { [(Path.GetFileName(knownPath), known.Line)] = knownPath };
            }

            if (GetPath(unit, file) is { } path)
            {
                places.TryAdd((Path.GetFileName(path), line), path);
            }
        }

        return places;
    }

    private void Walk(DwarfUnit unit, List<ulong> hashes, List<(DwarfUnit Unit, int File, int Line)> declarations)
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

            var next = abbreviation.Tag == DwarfTag.Subprogram ? ReadFunction(ref reader, abbreviation, unit, hashes, declarations)
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

    private ulong ReadFunction(
        ref SpanReader reader, Abbreviation abbreviation, DwarfUnit unit, List<ulong> hashes, List<(DwarfUnit Unit, int File, int Line)> declarations)
    {
        if (!abbreviation.MayBeInternal)
        {
            return FormReader.Skip(ref reader, abbreviation, unit.Header);
        }

        DwarfValue name = default;
        ulong file = 0, line = 0, sibling = 0;
        foreach (var spec in abbreviation.Attributes)
        {
            var value = FormReader.Read(ref reader, spec.Form, spec.Constant, unit.Header);
            switch (spec.Attribute)
            {
                case DwarfAttribute.Name: name = value; break;
                case DwarfAttribute.DeclarationFile: file = value.Number; break;
                case DwarfAttribute.DeclarationLine: line = value.Number; break;
                case DwarfAttribute.Sibling: sibling = value.Number; break;
            }
        }

        if (file is > 0 and <= int.MaxValue && line is > 0 and <= int.MaxValue && _sections.ReadStringBytes(name, unit) is { IsEmpty: false } text)
        {
            hashes.Add(ComputeHash(text));
            declarations.Add((unit, (int)file, (int)line));
        }

        return sibling;
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

    // FNV-1a. Two names of one hash would get a file that they do not need.
    private static ulong ComputeHash(ReadOnlySpan<byte> name)
    {
        var hash = 14695981039346656037;
        foreach (var b in name)
        {
            hash = unchecked((hash ^ b) * 1099511628211);
        }

        return hash;
    }
}
