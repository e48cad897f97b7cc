using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using PerfHarness.Cli.Verbs;

namespace PerfHarness.Cli.Hosting;

/// <summary>The verbs, in the order of the help.</summary>
internal static class VerbList
{
    private static readonly Verb[] All =
    [
        new RunVerb(),
        new RecordVerb(),
        new CheckVerb(),
        new BaselineVerb(),
        new ReportVerb(),
        new CollapseVerb(),
        new FlameGraphVerb(),
        new DiffVerb(),
        new ExportVerb(),
        new AnnotateVerb(),
        new StatVerb(),
        new TopVerb(),
        new ExplainVerb(),
        new CalibrateVerb(),
        new DoctorVerb(),
        new InitVerb(),
    ];

    /// <summary>The verb that the arguments call, if its name is the first of them.</summary>
    public static Verb? FindCalled(IReadOnlyList<string> args) => args.Count == 0 ? null : Array.Find(All, verb => verb.Name == args[0]);

    /// <summary>
    /// All verbs by name, but only the called one with its options: the others would cost start-up time. Completion asks
    /// about any of them.
    /// </summary>
    public static RootCommand Build(IReadOnlyList<string> args, Invocation invocation)
    {
        var root = new RootCommand("Profile a benchmark with Linux perf, name every .NET frame, and fail the build when a function regresses.");
        var called = FindCalled(args);
        foreach (var verb in All)
        {
            var command = new Command(verb.Name, verb.Description);
            if (called is null || verb == called)
            {
                verb.Configure(command, invocation);
            }

            root.Add(command);
        }

        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { } help)
        {
            help.Action = new ExampleHelpAction((HelpAction)help.Action!, called);
        }

        if (!root.Directives.OfType<SuggestDirective>().Any())
        {
            root.Add(new SuggestDirective());
        }

        return root;
    }
}
