namespace PerfHarness.Cli.Tables;

/// <summary>A table before anyone knows where it is shown. Cells are plain text, untrusted names among them.</summary>
internal sealed class TableModel(params Column[] columns)
{
    private readonly List<string[]> _rows = [];

    public IReadOnlyList<Column> Columns { get; } = columns;

    public IReadOnlyList<string[]> Rows => _rows;

    public void Add(params string[] cells) => _rows.Add(cells);
}
