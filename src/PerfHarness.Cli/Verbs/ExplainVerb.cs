using System.CommandLine;
using PerfHarness.Baselines;
using PerfHarness.Checks;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>explain</c>: the verdict on a function in words.</summary>
internal sealed class ExplainVerb : Verb
{
    public override string Name => "explain";

    public override string Description => "Explain the gate's verdict on a function in the latest run.";

    public override IReadOnlyList<string> Arguments => ["function"];

    public override IReadOnlyList<string> Examples => ["explain Tokenizer.Next", "explain --name parser 'System.Text.Json.*'"];

    public override void Configure(Command command, Invocation invocation)
    {
        var function = new Argument<string>("function") { Description = "A name, a part of one, or a pattern with *." };
        var name = new Option<string?>("--name")
        {
            HelpName = "text",
            Description = "Name of the benchmark. Default: the only one in the output folder.",
        };
        var pin = new Option<string?>("--pin") { HelpName = "name", Description = "Use the pinned baseline with this name." };
        var (baselines, outputs) = (new BaselineOptions(), new OutputDirectoryOption());
        var (policy, configuration) = (new PolicyOptions(), new ConfigurationOption());
        command.Add(function);
        command.Add(name);
        command.Add(pin);
        baselines.AddTo(command);
        outputs.AddTo(command);
        policy.AddTo(command);
        configuration.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var file = configuration.Load(parsed);
            var explainer = new LatestRunsExplainer(
                outputs.GetDirectory(parsed, file),
                new FileBaselineStore(baselines.GetDirectory(parsed, file)),
                bench => policy.CreatePolicy(parsed, ConfigurationOption.GetPolicy(file, bench)));
            var text = await explainer.ExplainAsync(
                parsed.GetRequiredValue(function), parsed.GetValue(name), parsed.GetValue(pin), cancellation).ConfigureAwait(false);
            foreach (var line in text.Split('\n'))
            {
                invocation.Terminal.Output.WriteLine(SafeText.ToSingleLine(line));
            }

            return ExitCode.Success;
        });
    }
}
