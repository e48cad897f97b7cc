using System.CommandLine;
using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>annotate</c>: inside a function.</summary>
internal sealed class AnnotateVerb : Verb
{
    public override string Name => "annotate";

    public override string Description => "Where inside a function the samples fall: source lines, or addresses.";

    public override IReadOnlyList<string> Examples => ["annotate perf.data Tokenizer.Next", "annotate --inclusive perf.data Program.Main"];

    public override void Configure(Command command, Invocation invocation)
    {
        var input = new Argument<string>("input") { Description = "Profile of any known format; '-' is standard input." };
        var function = new Argument<string>("function") { Description = "Name of the function, or a part of it that only one has." };
        var inclusive = new Option<bool>("--inclusive") { Description = "Also samples in what the function calls, at the line of the call." };
        var (symbols, filter) = (new SymbolOptions(), new FilterOptions());
        command.Add(input);
        command.Add(function);
        command.Add(inclusive);
        symbols.AddTo(command);
        filter.AddTo(command);
        command.SetAction(parsed =>
        {
            var profile = InputOptions.Read([parsed.GetRequiredValue(input)], symbols.CreateOptions(parsed) with { KeepAddresses = true, KeepLines = true, KeepTimes = filter.NeedsTimes(parsed) });
            invocation.Terminal.Report(profile.Diagnostics);
            var selection = filter.CreateFilter(parsed).Apply(profile);
            Write(invocation.Terminal, Annotation.Compute(selection, FunctionQuery.Find(profile.Functions, parsed.GetRequiredValue(function)), parsed.GetValue(inclusive)));
            return ExitCode.Success;
        });
    }

    private static void Write(Terminal terminal, Annotation annotation)
    {
        var name = annotation.Function.Name;
        terminal.Output.WriteLine(SafeText.ToSingleLine(string.Create(CultureInfo.InvariantCulture,
            $"{name.Name} [{name.Module.Trim('[', ']')}]: {annotation.FunctionSamples:#,0} of {annotation.AllSamples:#,0} samples ({NumberFormatter.FormatRatio(annotation.FunctionSamples, annotation.AllSamples)} %)")));
        var source = annotation.Function.Source is { } position ? position.File : null;
        if (source is not null)
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine(source));
        }

        terminal.Output.WriteLine();
        var lines = ReadLines(source);
        var table = new TableModel(new Column("samples", IsRightAligned: true), new Column("of function %", IsRightAligned: true), new Column("line", IsRightAligned: true), new Column("source"));
        foreach (var place in annotation.Locations)
        {
            var where = place.Line > 0 ? place.Line.ToString(CultureInfo.InvariantCulture) : place.Address > 0 ? string.Create(CultureInfo.InvariantCulture, $"0x{place.Address:x}") : "?";
            var text = place.Line > 0 && place.Line <= lines.Length ? lines[place.Line - 1].Replace("\t", "    ", StringComparison.Ordinal).TrimEnd() : "";
            table.Add(NumberFormatter.FormatCount(place.Samples), NumberFormatter.FormatRatio(place.Samples, annotation.FunctionSamples), where, text.Length > 160 ? text[..160] : text);
        }

        terminal.Write(table);
    }

    // Debug information may name a file of another machine, or something that is no text.
    private static string[] ReadLines(string? path)
    {
        try
        {
            return path is not null && Path.IsPathRooted(path) && new FileInfo(path) is { Exists: true, Length: < 16 << 20 } ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
