using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Verbs;

// In the order of the help.
var verbs = new VerbList(
[
    new RunVerb(),
    new RecordVerb(),
    new CheckVerb(),
    new BaselineVerb(),
    new ReportVerb(),
    new CollapseVerb(),
    new ScriptVerb(),
    new FlameGraphVerb(),
    new DiffVerb(),
    new ExportVerb(),
    new AnnotateVerb(),
    new StatVerb(),
    new OverheadVerb(),
    new TopVerb(),
    new ExplainVerb(),
    new CalibrateVerb(),
    new EventsVerb(),
    new DoctorVerb(),
    new InitVerb(),
]);
return await new CommandLine(verbs).RunAsync(args).ConfigureAwait(false);
