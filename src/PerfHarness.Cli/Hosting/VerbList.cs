using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;

namespace PerfHarness.Cli.Hosting;

/// <summary>The verbs, in the order of the help.</summary>
internal sealed class VerbList(IReadOnlyList<Verb> verbs)
{
    private const string RootDescription =
        "Profile a benchmark with Linux perf, name every .NET frame, and fail the build when a function regresses.";

    /// <summary>The verb that the arguments call: the one named by the first of them, or null.</summary>
    public Verb? FindCalled(IReadOnlyList<string> args) => args.Count == 0 ? null : verbs.FirstOrDefault(verb => verb.Name == args[0]);

    /// <summary>
    /// All verbs by name, but options only for the called one: building the others would cost start-up time. Without a called
    /// one all have their options where the rest of the arguments may be about any of them.
    /// </summary>
    public RootCommand Build(IReadOnlyList<string> args, Invocation invocation)
    {
        var root = new RootCommand(RootDescription);
        var called = FindCalled(args);
        var areAllNeeded = called is null && (args.Count > 1 || args is [['[', ..]]);
        foreach (var verb in verbs)
        {
            var command = new Command(verb.Name, verb.Description);
            if (areAllNeeded || verb == called)
            {
                verb.Configure(command, invocation);
            }
            else if (called is null)
            {
                AddArguments(command, verb);
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

    private static void AddArguments(Command command, Verb verb)
    {
        foreach (var name in verb.Arguments)
        {
            command.Add(new Argument<string>(name));
        }
    }
}
