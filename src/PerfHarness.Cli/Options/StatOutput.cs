using System.Text;
using System.Text.Json;
using PerfHarness.Cli.Hosting;
using PerfHarness.Counters;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Options;

/// <summary>Writes counts where and in the form that was requested.</summary>
/// <param name="path">Null for standard output.</param>
internal sealed class StatOutput(Terminal terminal, string? path) : IDisposable
{
    private StreamWriter? _file;
    private StatText? _text;
    private StatText? _shown;

    public bool Appends { get; init; }

    /// <summary>For perf's CSV; null for text or JSON.</summary>
    public string? Separator { get; init; }

    public bool IsJson { get; init; }

    /// <summary>What is counted, for JSON.</summary>
    public string Command { get; init; } = "";

    /// <summary>As given to <c>-e</c>.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    public bool ShowsZeros { get; init; }

    /// <summary>Standard output is for a machine to read.</summary>
    public bool IsTextTaken => path is null && (IsJson || Separator is not null);

    /// <summary>Numbers in the text have separators between thousands.</summary>
    public bool GroupsDigits { get; init; } = true;

    private TextWriter Writer => path is null ? terminal.Output : _file ??= Open(path);

    /// <summary>A whole count.</summary>
    /// <param name="writeMore">Writes further properties of the JSON.</param>
    public void Write(CounterReport report, Action<Utf8JsonWriter>? writeMore = null) => Guard(() =>
    {
        if (IsJson)
        {
            WriteJson(report, indented: true, writeMore);
        }
        else if (Separator is not null)
        {
            StatCsv.Write(Writer, report, Separator);
        }
        else
        {
            (_text ??= new StatText(Writer, Events, ShowsZeros, GroupsDigits)).Write(report);
        }

        // Beside JSON in a file there is still something to look at.
        if (IsJson && path is not null)
        {
            (_shown ??= new StatText(terminal.Output, Events, ShowsZeros, GroupsDigits)).Write(report);
        }
    });

    /// <summary>One interval of several, at once.</summary>
    public void WriteInterval(CounterReport report) => Guard(() =>
    {
        if (IsJson)
        {
            WriteJson(report, indented: false, null);
        }
        else if (Separator is not null)
        {
            StatCsv.Write(Writer, report, Separator);
        }
        else
        {
            (_text ??= new StatText(Writer, Events, ShowsZeros, GroupsDigits)).WriteInterval(report);
        }

        if (IsJson && path is not null)
        {
            (_shown ??= new StatText(terminal.Output, Events, ShowsZeros, GroupsDigits)).WriteInterval(report);
        }

        Writer.Flush();
    });

    public void Dispose() => Guard(() => _file?.Dispose());

    private void WriteJson(CounterReport report, bool indented, Action<Utf8JsonWriter>? writeMore)
    {
        using var bytes = new MemoryStream();
        CounterJson.Write(report, Command, bytes, indented, writeMore);
        Writer.Write(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n");
    }

    private StreamWriter Open(string file)
    {
        var writer = new StreamWriter(file, Appends, new UTF8Encoding(false)) { NewLine = "\n" };
        if (!IsJson)
        {
            // As perf begins such a file.
            writer.WriteLine(StatText.FormatStart(DateTimeOffset.Now));
            writer.WriteLine();
        }

        return writer;
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (path is not null && e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(DiagnosticCodes.OutputNotWritable, $"cannot write '{path}': {e.Message}", null, path, e);
        }
    }
}
