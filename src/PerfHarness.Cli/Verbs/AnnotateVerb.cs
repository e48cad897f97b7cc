using System.CommandLine;
using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Instructions;
using PerfHarness.Profiles;
using PerfHarness.Reports.Html;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>annotate</c>: inside a function.</summary>
internal sealed class AnnotateVerb : Verb
{
    private const int MaxContext = 10_000;

    public override string Name => "annotate";

    public override string Description => "Show the instructions and source lines of a function, and where its samples were taken.";

    public override IReadOnlyList<string> Arguments => ["input", "function"];

    public override IReadOnlyList<string> Examples =>
    [
        "annotate perf.data Tokenizer.Next",
        "annotate perf.data Tokenizer.Next -o next.html",
        "annotate perf.data memcpy --syntax att --bytes --context 3",
        "annotate --lines --inclusive perf.data Program.Main",
    ];

    public override void Configure(Command command, Invocation invocation)
    {
        var input = new Argument<string>("input") { Description = "Profile of any known format; '-' is standard input." };
        var function = new Argument<string>("function") { Description = "Name of the function, or a unique part of it." };
        var lines = new Option<bool>("--lines") { Description = "Show samples by source line or address, without instructions." };
        var syntax = new ChoiceOption<Syntax>("--syntax", "Syntax of instructions, as objdump writes it.", Syntax.Intel,
            ("intel", Syntax.Intel), ("att", Syntax.Att));
        var bytes = new Option<bool>("--bytes") { Description = "Also show the bytes of each instruction." };
        var context = NumericOptions.CreateIntegerOption("--context", [],
            "Show only instructions with samples, and n before and after each. Default: all.", 0, MaxContext);
        var inclusive = new Option<bool>("--inclusive") { Description = "Include samples in callees, at the line or instruction of the call." };
        var output = new OutputFileOption("Output file: a page where it ends in .html, else text. Default: standard output, also '-'.");
        var (symbols, filter) = (new SymbolOptions(), new FilterOptions());
        command.Add(input);
        command.Add(function);
        foreach (var option in (Option[])[lines, syntax, bytes, context, inclusive])
        {
            command.Add(option);
        }

        output.AddTo(command);
        symbols.AddTo(command);
        filter.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(lines) && (result.GetResult(syntax) is { Implicit: false } || result.GetValue(bytes)
                || result.GetValue(context) is not null))
            {
                result.AddError("--lines shows no instructions: leave out --syntax, --bytes and --context.");
            }
            else if (result.GetValue(lines) && IsPage(result.GetValue(output.Option)))
            {
                result.AddError("a page shows instructions: leave out --lines, or write text.");
            }
        });
        command.SetAction(parsed =>
        {
            output.Prepare(parsed);
            var withCode = !parsed.GetValue(lines);
            var import = symbols.CreateOptions(parsed) with
            {
                KeepAddresses = true, KeepLines = true, KeepCode = withCode, KeepTimes = filter.NeedsTimes(parsed),
            };
            using var importer = new ProfileImporter(import);
            importer.Add(parsed.GetRequiredValue(input));
            var profile = importer.Build();
            invocation.Terminal.Report(profile.Diagnostics);
            var selection = filter.CreateFilter(parsed).Apply(profile);
            var id = FunctionQuery.Find(profile.Functions, parsed.GetRequiredValue(function));
            if (!withCode)
            {
                var annotation = Annotation.Compute(selection, id, parsed.GetValue(inclusive));
                Write(invocation.Terminal, output.GetPath(parsed), (writer, width, _) => LineOutput.Write(writer, width is not null, annotation));
                return ExitCode.Success;
            }

            var listing = CodeListingBuilder.Build(selection, id, importer.Code, new ListingOptions
            {
                IsInclusive = parsed.GetValue(inclusive),
                Syntax = syntax.GetChoice(parsed),
                Context = parsed.GetValue(context),
                ShowInlined = import.IncludeInlined,
            });
            if (IsPage(output.GetPath(parsed)))
            {
                output.Write(parsed, invocation.Terminal, stream => new HtmlListingWriter().Write(listing, stream));
            }
            else
            {
                Write(invocation.Terminal, output.GetPath(parsed), (writer, width, useColors) =>
                    new InstructionOutput(writer, width, useColors, parsed.GetValue(bytes)).Write(listing));
            }

            return ExitCode.Success;
        });
    }

    private static bool IsPage(string? path) => path is not null && Path.GetExtension(path).ToLowerInvariant() is ".html" or ".htm";

    // On a terminal lines are cut to its width; a file or a pipe has all of them.
    private static void Write(Terminal terminal, string? path, Action<TextWriter, int?, bool> write)
    {
        if (path is null)
        {
            write(terminal.Output, terminal.IsOutputTerminal ? TerminalWidth.Get() : null, terminal.IsOutputTerminal && Terminal.CanUseColors);
            return;
        }

        OutputFileOption.Write(path, terminal, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            write(writer, null, false);
        });
    }
}
