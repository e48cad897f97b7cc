using System.CommandLine;
using PerfHarness.BaselineBuild;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Reports.Verdicts;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>run</c>: the main job.</summary>
internal sealed class RunVerb : Verb
{
    public override string Name => "run";

    public override string Description => "Record a benchmark several times, show where its time goes, and judge it against its baseline.";

    public override IReadOnlyList<string> Examples =>
    [
        "run -- ./bench --iterations 200",
        "run --accept-baseline -- ./bench --iterations 200",
        "run --baseline-command './old/bench --iterations 200' -- ./bench --iterations 200",
        "run --baseline-ref origin/main --build 'dotnet build -c Release' -- bin/Release/net10.0/Bench",
        "run --bench 'parser*'",
    ];

    public override bool TakesCommand => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var (bench, comparison, harness) = (new BenchOptions(), new ComparisonOptions(), new HarnessOptionGroup());
        var (configuration, verdicts) = (new ConfigurationOption(), new VerdictOptions());
        var only = new Option<string[]>("--bench") { HelpName = "pattern", Description = "Without a command: only the benchmarks of perfharness.json with such names (may be repeated)." };
        var top = new Option<int>("--top") { HelpName = "n", Description = "Rows of the table; 0 shows all.", DefaultValueFactory = static _ => 20 };
        bench.AddTo(command);
        comparison.AddTo(command);
        command.Add(only);
        configuration.AddTo(command);
        harness.AddTo(command);
        verdicts.AddTo(command);
        command.Add(top);
        command.Validators.Add(result =>
        {
            if (comparison.IsGiven(result) && harness.FindStoredBaselineOption(result) is { } stored)
            {
                result.AddError($"{stored} is about a stored baseline, and the old side here is another build: choose one.");
            }

            if (invocation.Command is not null && result.GetValue(only) is { Length: > 0 })
            {
                result.AddError("--bench chooses among the benchmarks of perfharness.json, and a command is given: choose one.");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var terminal = invocation.Terminal;
            var file = configuration.Load(parsed);
            var usual = harness.CreateOptions(parsed, file?.Options ?? new HarnessOptions());
            var benches = invocation.Command is null
                ? [.. SelectBenches(file, parsed.GetValue(only) ?? []).Select(b => b with { Bench = bench.Apply(parsed, b.Bench) })]
                : (ConfiguredBench[])[CreateSingle(bench.CreateBench(parsed, invocation.Command), file)];
            var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
            var suite = new Suite(capabilities, new FileBaselineStore(harness.Baselines.GetDirectory(parsed, file)), new ProgressLines(terminal));
            var results = await suite.RunAsync(
                [.. benches.Select(b => (b.Bench, usual with { Policy = harness.Policy.CreatePolicy(parsed, b.Policy) }))],
                async (b, token) => await comparison.ApplyAsync(parsed, b, token).ConfigureAwait(false),
                entry => new BenchOutput(terminal).Write(entry, parsed.GetValue(top)),
                cancellation).ConfigureAwait(false);

            if (results.Count > 1)
            {
                new BenchOutput(terminal).WriteSummary(results);
            }

            verdicts.Write(parsed, terminal, [.. results.Select(r => r.Result?.VerdictReport).OfType<VerdictReport>()], usual.OutputDirectory);
            return ExitCode.Combine(results.Select(r => r.ExitCode));
        });
    }

    // A command is judged as the benchmark of its name is, where the file has one.
    private static ConfiguredBench CreateSingle(Bench bench, ConfigurationFile? file) => new(bench, ConfigurationOption.GetPolicy(file, bench.Name));

    private static IEnumerable<ConfiguredBench> SelectBenches(ConfigurationFile? file, string[] patterns)
    {
        if (file is null || file.Benches.Count == 0)
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError, file is null ? $"there is no command, and no {ConfigurationFile.FileName} here." : $"there is no command, and '{file.Path}' has no benchmarks.",
                "Give a command behind --, as in: run -- ./bench --iterations 200; or list benchmarks, beginning with: dotnet perfharness init");
        }

        var globs = patterns.Select(text => new FunctionPattern(text)).ToList();
        var chosen = file.Benches.Where(b => globs.Count == 0 || globs.Exists(glob => glob.Matches(new FunctionName("", b.Bench.Name)))).ToList();
        return chosen.Count > 0 ? chosen : throw new PerfHarnessException(DiagnosticCodes.UnknownBench, $"no benchmark of '{file.Path}' is named '{string.Join("' or '", patterns)}'.",
            $"There are: {string.Join(", ", file.Benches.Select(b => b.Bench.Name))}.");
    }
}
