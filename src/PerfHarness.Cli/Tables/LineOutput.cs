using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Instructions;

namespace PerfHarness.Cli.Tables;

/// <summary>A function's samples by source line or address.</summary>
internal static class LineOutput
{
    /// <param name="isTerminal">Draw the table for a terminal.</param>
    public static void Write(TextWriter output, bool isTerminal, Annotation annotation)
    {
        var name = annotation.Function.Name;
        var share = NumberFormatter.FormatRatio(annotation.FunctionSamples, annotation.AllSamples);
        output.WriteLine(SafeText.ToSingleLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name.Name} [{name.Module.Trim('[', ']')}]: {annotation.FunctionSamples:#,0} of {annotation.AllSamples:#,0} samples ({share} %)")));
        var source = annotation.Function.Source is { } position ? position.File : null;
        if (source is not null)
        {
            output.WriteLine(SafeText.ToSingleLine(source));
        }

        output.WriteLine();
        var table = CreateTable(annotation.Locations, annotation.FunctionSamples, source, new SourceFiles());
        if (isTerminal)
        {
            TerminalTable.Write(table, output);
        }
        else
        {
            PlainTable.Write(table, output);
        }
    }

    public static TableModel CreateTable(IReadOnlyList<AnnotatedLocation> locations, long samples, string? file, SourceFiles files)
    {
        var table = new TableModel(
            new Column("samples", IsRightAligned: true),
            new Column("of function %", IsRightAligned: true),
            new Column("line", IsRightAligned: true),
            new Column("source"));
        foreach (var location in locations)
        {
            table.Add(
                NumberFormatter.FormatCount(location.Samples),
                NumberFormatter.FormatRatio(location.Samples, samples),
                FormatPosition(location),
                files.GetLine(file, location.Line));
        }

        return table;
    }

    private static string FormatPosition(AnnotatedLocation location) => location.Line > 0
        ? location.Line.ToString(CultureInfo.InvariantCulture)
        : location.Address > 0 ? string.Create(CultureInfo.InvariantCulture, $"0x{location.Address:x}") : "?";
}
