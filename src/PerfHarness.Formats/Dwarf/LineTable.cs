namespace PerfHarness.Formats.Dwarf;

/// <summary>
/// The line table of a unit: rows in sequences, each a stretch of code without holes:
/// <code>
///   sequences   [0x1000,0x1080) rows 0..5     [0x2000,0x2010) rows 5..7     sorted by address
///   rows        0x1000 a.c:3   0x1008 a.c:4   …
/// </code>
/// </summary>
internal sealed class LineTable
{
    private readonly LineFileTable _files;
    private readonly LineRow[] _rows;
    private readonly (AddressRange Range, int First, int Count)[] _sequences;

    private LineTable(LineFileTable files, LineProgram program)
    {
        _files = files;
        _rows = [.. program.Rows];
        program.Sequences.Sort(static (a, b) => a.Range.Low.CompareTo(b.Range.Low));
        _sequences = [.. program.Sequences];
    }

    /// <summary>Null where the table cannot be read.</summary>
    public static LineTable? Read(DwarfSections sections, ulong offset, DwarfUnit unit)
    {
        if (offset >= (ulong)sections.Line.Length || LineProgramHeader.Read(sections, (int)offset, unit) is not { } header)
        {
            return null;
        }

        var program = new LineProgram();
        program.Execute(sections, header);
        return new LineTable(header.Files, program);
    }

    public DwarfPosition? Find(ulong address)
    {
        var (low, high) = (0, _sequences.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _sequences[middle].Range.Low <= address ? (middle + 1, high) : (low, middle);
        }

        if (low == 0 || !_sequences[low - 1].Range.Contains(address))
        {
            return null;
        }

        var (_, first, count) = _sequences[low - 1];
        (low, high) = (first, first + count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _rows[middle].Address <= address ? (middle + 1, high) : (low, middle);
        }

        return low > first ? GetPosition(_rows[low - 1].File, _rows[low - 1].Line, _rows[low - 1].Column) : null;
    }

    /// <summary>Null for line 0 and for a file that the table does not have.</summary>
    public DwarfPosition? GetPosition(int file, int line, int column = 0) =>
        line > 0 && _files.GetPath(file) is { } path ? new DwarfPosition(path, line, column) : null;
}
