using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Folded;
using PerfHarness.Profiles;

namespace PerfHarness.Import;

/// <summary>
/// Adds folded stacks to a profile as one run. The first element of a stack is its command name, as all collapsers for perf write it.
/// Where the file's first stacks have a module behind every name, names have modules.
/// </summary>
internal sealed class FoldedImporter
{
    /// <summary>Where a file has fractions, weights count thousandths.</summary>
    private const int Scale = 1000;

    /// <summary>Stacks that show whether names have modules behind them.</summary>
    private const int FirstStacks = 50;

    private readonly ProfileBuilder _builder;
    private readonly FoldedReader _reader;
    private readonly FoldedColumn _column;
    private Row[] _rows = new Row[256];
    private int _count;
    private bool _hasFractions;

    private FoldedImporter(ProfileBuilder builder, FoldedReader reader, FoldedColumn column) =>
        (_builder, _reader, _column) = (builder, reader, column);

    /// <param name="file">Name for diagnostics and the run.</param>
    /// <exception cref="InputException">No line of the text is a stack.</exception>
    public static RunId Import(Stream input, ProfileBuilder builder, RunInfo? run = null, string? file = null,
        FoldedColumn column = FoldedColumn.After)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new FoldedImporter(builder, new FoldedReader(input, builder.Diagnostics, file), column).Import(run ?? new RunInfo(), file);
    }

    private RunId Import(RunInfo run, string? file)
    {
        ReadRows();
        if (_count == 0)
        {
            if (_reader.MalformedLines > 0)
            {
                throw new InputException(DiagnosticCodes.UnrecognizedInput, $"'{file}' contains no folded stacks: no line ends with a count",
                    null, file);
            }

            _builder.Diagnostics.Warn(DiagnosticCodes.EmptyProfile, "the folded text has no stacks", null, file);
        }

        var id = _builder.AddRun(run with { Source = run.Source ?? file });
        AddSamples(id);
        return id;
    }

    private void ReadRows()
    {
        var (texts, counts, first) = (new byte[FirstStacks][], new decimal[FirstStacks], 0);
        while (first < FirstStacks && _reader.TryRead(out var line))
        {
            texts[first] = line.Stack.ToArray();
            counts[first++] = GetCount(line);
        }

        var stacks = new FoldedStackParser(_builder, HaveModules(texts.AsSpan(0, first)));
        for (var i = 0; i < first; i++)
        {
            AddRow(stacks.Parse(texts[i]), counts[i]);
        }

        while (_reader.TryRead(out var line))
        {
            AddRow(stacks.Parse(line.Stack), GetCount(line));
        }
    }

    private decimal GetCount(in FoldedLine line) => _column == FoldedColumn.Before ? line.CountBefore ?? line.Count : line.Count;

    private static bool HaveModules(ReadOnlySpan<byte[]> stacks)
    {
        var hasFrames = false;
        foreach (var stack in stacks)
        {
            var elements = Encoding.UTF8.GetString(stack).Split(';');
            hasFrames |= elements.Length > 1;
            for (var i = 1; i < elements.Length; i++)
            {
                if (!FoldedModule.TryFind(elements[i], out _, out _))
                {
                    return false;
                }
            }
        }

        return hasFrames;
    }

    private void AddRow((StackId Stack, ThreadId Thread) at, decimal count)
    {
        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, _count * 2);
        }

        _hasFractions |= count.Scale > 0 && count != decimal.Truncate(count);
        _rows[_count++] = new Row(at.Stack, at.Thread, count);
    }

    private void AddSamples(RunId run)
    {
        var @event = _builder.AddEvent(new EventInfo("samples", 0, _hasFractions ? "samples/1000" : "samples"));
        foreach (ref readonly var row in _rows.AsSpan(0, _count))
        {
            // Differentials have stacks that are only on one side.
            if (row.Count > 0)
            {
                var samples = (long)Math.Max(1, decimal.Round(row.Count, MidpointRounding.AwayFromZero));
                var weight = _hasFractions ? (long)decimal.Round(row.Count * Scale) : samples;
                _builder.Samples.Add(new Sample(row.Stack, row.Thread, @event, run, -1, weight, samples));
            }
        }
    }

    /// <summary>A line, until all have been read.</summary>
    private readonly record struct Row(StackId Stack, ThreadId Thread, decimal Count);
}
