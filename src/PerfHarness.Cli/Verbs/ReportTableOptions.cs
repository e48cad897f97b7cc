using System.CommandLine;
using PerfHarness.Analysis;
using PerfHarness.Analysis.Crossed;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;

namespace PerfHarness.Cli.Verbs;

/// <summary>What the rows of <c>report</c>'s table are, and how they are written.</summary>
internal sealed class ReportTableOptions
{
    private const int DefaultRows = 30;

    private readonly Option<string> _by = new("--by")
    {
        HelpName = "key,...",
        Description = $"Keys of the rows, one or several of {string.Join(", ", ShareKeys.All)}; "
            + "perf's comm, sym, dso, srcfile and srcline are understood.",
        DefaultValueFactory = static _ => "function",
    };

    private readonly ChoiceOption<ShareOrder> _sort =
        new("--sort", "Sort order.", ShareOrder.Self, ("self", ShareOrder.Self), ("total", ShareOrder.Total));

    private readonly Option<int?> _top = new("--top")
    {
        HelpName = "n",
        Description = "Rows of the table; 0 shows all. Default: 30, and all for csv and json.",
    };

    private readonly ChoiceOption<TableFormat> _format = new(
        "--format",
        "Format of the table.",
        TableFormat.Table,
        ("table", TableFormat.Table),
        ("csv", TableFormat.Csv),
        ("json", TableFormat.Json),
        ("markdown", TableFormat.Markdown));

    public IReadOnlyList<Option> All => [_by, _sort, _top, _format];

    /// <summary>The options that a tree does not have.</summary>
    public IReadOnlyList<Option> OfTablesOnly => [_by, _format];

    public void AddTo(Command command)
    {
        _by.CompletionSources.Add([.. ShareKeys.All]);
        _by.Validators.Add(result =>
        {
            try
            {
                ShareKeys.Parse(result.GetValueOrDefault<string>());
            }
            catch (PerfHarnessException e)
            {
                result.AddError(e.Diagnostic.Text);
            }
        });
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    public ShareKey[] GetKeys(ParseResult parsed) => ShareKeys.Parse(parsed.GetRequiredValue(_by));

    public ShareOrder GetOrder(ParseResult parsed) => _sort.GetChoice(parsed);

    public TableFormat GetFormat(ParseResult parsed) => _format.GetChoice(parsed);

    /// <summary>The most rows to write.</summary>
    public int GetRows(ParseResult parsed)
    {
        var rows = parsed.GetValue(_top) ?? (GetFormat(parsed) is TableFormat.Csv or TableFormat.Json ? 0 : DefaultRows);
        return rows <= 0 ? int.MaxValue : rows;
    }

    /// <summary>The one grouping that has figures for each run, or null for keys that are crossed.</summary>
    public Grouping? FindGrouping(ParseResult parsed) => GetKeys(parsed) is [var key] && GetFormat(parsed) == TableFormat.Table ? key switch
    {
        ShareKey.Function => Grouping.Function,
        ShareKey.Module => Grouping.Module,
        ShareKey.Thread => Grouping.Thread,
        ShareKey.Process => Grouping.Process,
        ShareKey.Kind => Grouping.Kind,
        _ => null,
    }
    : null;

    /// <summary>Adds what the import must keep for the keys.</summary>
    public ImportOptions ApplyTo(ImportOptions options, ParseResult parsed) =>
        GetKeys(parsed).Any(ShareKeys.NeedsLines) ? options with { KeepLines = true } : options;

    /// <summary>Where the event is a key, all of them are looked at unless one is chosen.</summary>
    public SampleFilter ApplyTo(SampleFilter filter, ParseResult parsed) =>
        filter.Event is null && GetKeys(parsed).Contains(ShareKey.Event) ? filter with { IncludeAllEvents = true } : filter;
}
