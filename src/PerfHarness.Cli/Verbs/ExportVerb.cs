using System.CommandLine;
using PerfHarness.Analysis;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;
using PerfHarness.Reports;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>export</c>: other tools' formats.</summary>
internal sealed class ExportVerb : Verb
{
    private enum Format
    {
        Pprof,
        Speedscope,
        Firefox,
        D3,
        Folded,
        Json,
    }

    public override string Name => "export";

    public override string Description => "Convert a profile to pprof, speedscope, the Firefox Profiler, d3-flame-graph, folded stacks or JSON.";

    public override IReadOnlyList<string> Arguments => ["input"];

    public override IReadOnlyList<string> Examples =>
    [
        "export --to speedscope perf.data -o profile.speedscope.json",
        "export --to pprof perf.data -o profile.pb.gz",
    ];

    public override void Configure(Command command, Invocation invocation)
    {
        var (input, filter, output) = (new InputOptions(), new FilterOptions(), new OutputFileOption());
        var formats = Enum.GetValues<Format>().Select(f => (f.ToString().ToLowerInvariant(), f));
        var to = new ChoiceOption<Format>("--to", "Output format.", Format.Pprof, [.. formats]) { DefaultValueFactory = null, Required = true };
        command.Add(to);
        input.AddTo(command);
        output.AddTo(command);
        filter.AddTo(command);
        command.SetAction(parsed =>
        {
            var format = to.GetChoice(parsed);
            var path = output.GetPath(parsed);
            if (format == Format.Pprof && path is null && !Console.IsOutputRedirected)
            {
                throw new PerfHarnessException(
                    DiagnosticCodes.UsageError,
                    "pprof output is binary and cannot be written to a terminal.",
                    "Use -o, or redirect the output.");
            }

            OutputFileOption.Prepare(path);
            var profile = input.Read(parsed, options => options with
            {
                // Timelines need times; aggregates do not, and are small without.
                KeepTimes = format is Format.Speedscope or Format.Firefox || filter.NeedsTimes(parsed),
                KeepAddresses = format == Format.Pprof,
                KeepLines = format == Format.Pprof,
            });
            invocation.Terminal.Report(profile.Diagnostics);
            var samples = filter.CreateFilter(parsed);
            invocation.Terminal.Report(ProfileNotes.Find(samples.Apply(profile)));
            OutputFileOption.Write(path, invocation.Terminal, stream => Write(format, profile, samples, stream));
            return ExitCode.Success;
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(to) == "pprof" && filter.IsGiven(result))
            {
                result.AddError("filters do not apply to pprof, which keeps all samples: filter when reading it, or export another format.");
            }
        });
    }

    private static void Write(Format format, Profile profile, SampleFilter filter, Stream stream)
    {
        switch (format)
        {
            case Format.Json:
                new JsonReportWriter().Write(JsonReport.Create(filter.Apply(profile)) with { HasStacks = true }, stream);
                break;
            default:
                IReportWriter<Profile> writer = format switch
                {
                    Format.Speedscope => new SpeedscopeWriter(filter),
                    Format.Firefox => new FirefoxWriter(filter),
                    Format.D3 => new D3Writer(filter),
                    Format.Folded => new FoldedWriter(filter),
                    _ => new PprofWriter(),
                };
                writer.Write(profile, stream);
                break;
        }
    }
}
