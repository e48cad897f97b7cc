using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PerfHarness.Cli.Hosting;

/// <summary>The library's help, followed by the verb's examples.</summary>
internal sealed class ExampleHelpAction(HelpAction defaultHelp, Verb? verb) : SynchronousCommandLineAction
{
    private static readonly string[] RootExamples =
    [
        "run -- ./bench --iterations 200",
        "report perf.data",
    ];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        using var text = new StringWriter { NewLine = "\n" };
        parseResult.InvocationConfiguration.Output = text;
        var result = defaultHelp.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        // The library shows the executable's name, but users type the command's.
        var usage = verb is { TakesCommand: true } ? "[options] [-- <command> [args]]" : "[options]";
        output.Write(text.ToString()
            .Replace(RootCommand.ExecutableName, "dotnet perfharness", StringComparison.Ordinal)
            .Replace("[options]", usage, StringComparison.Ordinal));
        var examples = verb?.Examples ?? RootExamples;
        output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  dotnet perfharness {example}");
        }

        return result;
    }
}
