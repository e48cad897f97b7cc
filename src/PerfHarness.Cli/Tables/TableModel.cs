namespace PerfHarness.Cli.Tables;

/// <summary>A table independent of its output. Cells are plain text and may contain untrusted names.</summary>
internal sealed class TableModel(params Column[] columns)
{
    private readonly List<string[]> _rows = [];

    public IReadOnlyList<Column> Columns { get; } = columns;

    public IReadOnlyList<string[]> Rows => _rows;

    public void Add(params string[] cells) => _rows.Add(cells);
}
