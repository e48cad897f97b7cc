using System.CommandLine;
using System.CommandLine.Parsing;
using PerfHarness.Baselines;
using PerfHarness.Checks;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Profiles;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>check</c>: the gate on what was recorded earlier.</summary>
internal sealed class CheckVerb : Verb
{
    public override string Name => "check";

    public override string Description => "Judge profiles that were recorded already: each input is a run, and so is each run of a pprof from 'run'.";

    public override IReadOnlyList<string> Examples =>
    [
        "check --name parser artifacts/perfharness/parser/profile.pb.gz",
        "check --against old.pb.gz new.pb.gz",
        "check --counts counts.json",
    ];

    public override void Configure(Command command, Invocation invocation)
    {
        var (input, baselines, policy, verdicts) = (new InputOptions(), new BaselineOptions(), new PolicyOptions(), new VerdictOptions());
        var configuration = new ConfigurationOption();
        var name = new Option<string?>("--name") { HelpName = "text", Description = "Name of the baseline's benchmark. Default: the only one that is stored." };
        var pin = new Option<string?>("--pin") { HelpName = "name", Description = "The pinned baseline of this name." };
        var against = new Option<string[]>("--against") { HelpName = "profile", Description = "Compare with these runs instead of a stored baseline (may be repeated)." };
        var counts = new Option<string?>("--counts") { HelpName = "file", Description = "The test alone, on counts as JSON: a case or a list of cases in, the same with every figure out; '-' is standard input." };
        input.AddTo(command);
        foreach (var option in (Option[])[name, pin, against, counts])
        {
            command.Add(option);
        }

        baselines.AddTo(command);
        policy.AddTo(command);
        configuration.AddTo(command);
        verdicts.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(pin) is not null && result.GetValue(against) is { Length: > 0 })
            {
                result.AddError("--pin and --against name two old sides: choose one.");
            }

            // Bare counts have no names and no machine: what speaks of those would be ignored.
            if (result.GetValue(counts) is not null && result.Children.OfType<OptionResult>().FirstOrDefault(o => !o.Implicit && o.Option != counts && !policy.IsTestOption(o.Option)) is { } other)
            {
                result.AddError($"--counts takes --threshold and --alpha beside it, not {other.Option.Name}.");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(counts) is { } file)
            {
                var test = policy.CreatePolicy(parsed, GatePolicy.Default);
                return test.Thresholds.Count == 0
                    ? CountsCheck.Run(file, test.MinimumRise, policy.GetAlpha(parsed) ?? CountsCase.DefaultAlpha, invocation.Terminal)
                    : throw new PerfHarnessException(DiagnosticCodes.UsageError, "--counts has no names that the pattern of a --threshold could match.", "Give one threshold for all: --threshold 1");
            }

            var settings = configuration.Load(parsed);
            var rules = policy.CreatePolicy(parsed, ConfigurationOption.GetPolicy(settings, parsed.GetValue(name)));
            var profile = input.Read(parsed);
            invocation.Terminal.Report(profile.Diagnostics);
            CheckResult result;
            if (parsed.GetValue(against) is { Length: > 0 } others)
            {
                var before = InputOptions.Read(others, input.CreateImportOptions(parsed));
                invocation.Terminal.Report(before.Diagnostics);
                result = ProfileCheck.CheckAgainstProfile(profile, before, parsed.GetValue(name) ?? "profile", rules);
            }
            else
            {
                var store = new FileBaselineStore(baselines.GetDirectory(parsed, settings));
                result = await ProfileCheck.CheckAgainstStoreAsync(profile, parsed.GetValue(name), parsed.GetValue(pin), store, rules, cancellation).ConfigureAwait(false);
            }

            new VerdictOutput(invocation.Terminal).Write(result.Verdict);
            verdicts.Write(parsed, invocation.Terminal, [ProfileCheck.CreateReport(result, profile)], settings?.Options.OutputDirectory ?? HarnessOptions.DefaultOutputDirectory);
            return result.Verdict.ExitCode;
        });
    }
}
