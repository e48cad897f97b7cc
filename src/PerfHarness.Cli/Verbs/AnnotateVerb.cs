using System.CommandLine;
using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>annotate</c>: inside a function.</summary>
internal sealed class AnnotateVerb : Verb
{
    private const int MaxSourceLength = 160;
    private const int MaxSourceBytes = 16 << 20;

    public override string Name => "annotate";

    public override string Description => "Show the source lines or addresses in a function where samples were taken.";

    public override IReadOnlyList<string> Examples => ["annotate perf.data Tokenizer.Next", "annotate --inclusive perf.data Program.Main"];

    public override void Configure(Command command, Invocation invocation)
    {
        var input = new Argument<string>("input") { Description = "Profile of any known format; '-' is standard input." };
        var function = new Argument<string>("function") { Description = "Name of the function, or a unique part of it." };
        var inclusive = new Option<bool>("--inclusive") { Description = "Include samples in callees, at the line of the call." };
        var (symbols, filter) = (new SymbolOptions(), new FilterOptions());
        command.Add(input);
        command.Add(function);
        command.Add(inclusive);
        symbols.AddTo(command);
        filter.AddTo(command);
        command.SetAction(parsed =>
        {
            var import = symbols.CreateOptions(parsed) with { KeepAddresses = true, KeepLines = true, KeepTimes = filter.NeedsTimes(parsed) };
            var profile = InputOptions.Read([parsed.GetRequiredValue(input)], import);
            invocation.Terminal.Report(profile.Diagnostics);
            var selection = filter.CreateFilter(parsed).Apply(profile);
            var id = FunctionQuery.Find(profile.Functions, parsed.GetRequiredValue(function));
            Write(invocation.Terminal, Annotation.Compute(selection, id, parsed.GetValue(inclusive)));
            return ExitCode.Success;
        });
    }

    private static void Write(Terminal terminal, Annotation annotation)
    {
        var name = annotation.Function.Name;
        var share = NumberFormatter.FormatRatio(annotation.FunctionSamples, annotation.AllSamples);
        terminal.Output.WriteLine(SafeText.ToSingleLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name.Name} [{name.Module.Trim('[', ']')}]: {annotation.FunctionSamples:#,0} of {annotation.AllSamples:#,0} samples ({share} %)")));
        var source = annotation.Function.Source is { } position ? position.File : null;
        if (source is not null)
        {
            terminal.Output.WriteLine(SafeText.ToSingleLine(source));
        }

        terminal.Output.WriteLine();
        var lines = ReadLines(source);
        var table = new TableModel(
            new Column("samples", IsRightAligned: true),
            new Column("of function %", IsRightAligned: true),
            new Column("line", IsRightAligned: true),
            new Column("source"));
        foreach (var location in annotation.Locations)
        {
            var text = location.Line > 0 && location.Line <= lines.Length
                ? lines[location.Line - 1].Replace("\t", "    ", StringComparison.Ordinal).TrimEnd()
                : "";
            table.Add(
                NumberFormatter.FormatCount(location.Samples),
                NumberFormatter.FormatRatio(location.Samples, annotation.FunctionSamples),
                FormatPosition(location),
                text.Length > MaxSourceLength ? text[..MaxSourceLength] : text);
        }

        terminal.Write(table);
    }

    private static string FormatPosition(AnnotatedLocation location) => location.Line > 0
        ? location.Line.ToString(CultureInfo.InvariantCulture)
        : location.Address > 0 ? string.Create(CultureInfo.InvariantCulture, $"0x{location.Address:x}") : "?";

    // Debug information may name a file of another machine, or one that is not text.
    private static string[] ReadLines(string? path)
    {
        try
        {
            return path is not null && Path.IsPathRooted(path) && new FileInfo(path) is { Exists: true, Length: < MaxSourceBytes }
                ? File.ReadAllLines(path)
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
