using System.CommandLine;
using PerfHarness.Baselines;
using PerfHarness.Checks;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>explain</c>: everything the gate knew.</summary>
internal sealed class ExplainVerb : Verb
{
    public override string Name => "explain";

    public override string Description => "Everything the gate knew about a function in the latest run, in words.";

    public override IReadOnlyList<string> Examples => ["explain Tokenizer.Next", "explain --name parser 'System.Text.Json.*'"];

    public override void Configure(Command command, Invocation invocation)
    {
        var function = new Argument<string>("function") { Description = "A name, a part of one, or a pattern with *." };
        var name = new Option<string?>("--name") { HelpName = "text", Description = "The benchmark. Default: the only one that has left outputs." };
        var pin = new Option<string?>("--pin") { HelpName = "name", Description = "The pinned baseline of this name." };
        var (baselines, outputs, policy, configuration) = (new BaselineOptions(), new OutputDirectoryOption(), new PolicyOptions(), new ConfigurationOption());
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
            var text = await LatestRunsExplainer.ExplainAsync(parsed.GetRequiredValue(function), parsed.GetValue(name), parsed.GetValue(pin), outputs.GetDirectory(parsed, file),
                new FileBaselineStore(baselines.GetDirectory(parsed, file)), bench => policy.CreatePolicy(parsed, ConfigurationOption.GetPolicy(file, bench)), cancellation).ConfigureAwait(false);
            foreach (var line in text.Split('\n'))
            {
                invocation.Terminal.Output.WriteLine(SafeText.ToSingleLine(line));
            }

            return ExitCode.Success;
        });
    }
}
