using System.CommandLine;
using PerfHarness.BaselinePrograms;
using PerfHarness.Baselines;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Reports.Verdicts;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>run</c>: record, report and judge benchmarks.</summary>
internal sealed class RunVerb : Verb
{
    public override string Name => "run";

    public override string Description =>
        "Record a benchmark several times, show where it spends its time, and compare it with its baseline.";

    public override IReadOnlyList<string> Examples =>
    [
        "run -- ./bench --iterations 200",
        "run --accept-baseline -- ./bench --iterations 200",
        "run --baseline-command './old/bench --iterations 200' -- ./bench --iterations 200",
        "run --baseline-ref origin/main --build 'dotnet build -c Release' -- bin/Release/net10.0/Bench",
        "run --load 'memcslap -s localhost' --ready-port 11211 -- memcached -u nobody",
        "run --bench 'parser*'",
    ];

    public override bool TakesCommand => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var options = new RunOptions();
        options.AddTo(command, hasCommand: invocation.Command is not null);
        command.SetAction((parsed, cancellation) => RunAsync(options, parsed, invocation, cancellation));
    }

    private static async Task<int> RunAsync(RunOptions options, ParseResult parsed, Invocation invocation, CancellationToken cancellation)
    {
        var terminal = invocation.Terminal;
        var file = options.Configuration.Load(parsed);
        var harness = options.Harness.CreateOptions(parsed, file?.Options ?? new HarnessOptions(), file);
        options.Prepare(parsed, harness);
        var benches = options.Benches.Select(parsed, invocation.Command, file);
        var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
        var store = new FileBaselineStore(harness.BaselineDirectory);
        await using var commits = new BuiltCommits();
        var suite = new Suite(capabilities, store, new ProgressLines(terminal), commits);
        var output = new BenchOutput(terminal);
        var entries = await suite.RunAsync(
            [.. benches.Select(b => (
                b.Bench with { KeepProgram = b.Bench.KeepProgram || options.Harness.KeepsProgram(parsed) },
                harness with { Policy = options.Harness.Policy.CreatePolicy(parsed, b.Policy) }))],
            (bench, token) => options.Comparison.ApplyAsync(parsed, bench, commits, token),
            entry => output.Write(entry, options.GetTop(parsed)),
            cancellation).ConfigureAwait(false);
        if (entries.Count > 1)
        {
            output.WriteSummary(entries);
        }

        var reports = entries.Select(VerdictReports.Create);
        return options.Verdicts.Write(
            parsed, terminal, [.. reports], harness.OutputDirectory, ExitCode.Combine(entries.Select(e => e.ExitCode)));
    }

    private sealed class RunOptions
    {
        private readonly Option<int> _top = new("--top")
        {
            HelpName = "n",
            Description = "Rows of the table; 0 shows all.",
            DefaultValueFactory = static _ => 20,
        };

        public RunOptions() => Benches = new BenchSelection(new BenchOptions(), Configuration);

        public ConfigurationOption Configuration { get; } = new();

        public BenchSelection Benches { get; }

        public ComparisonOptions Comparison { get; } = new();

        public HarnessOptionGroup Harness { get; } = new();

        public VerdictOptions Verdicts { get; } = new();

        /// <summary>Makes sure that everything that is recorded will have its place.</summary>
        public void Prepare(ParseResult parsed, HarnessOptions harness)
        {
            Verdicts.Prepare(parsed);
            OutputFolder.Prepare(harness.OutputDirectory);
            if (harness.BaselineUpdate != BaselineUpdate.None)
            {
                OutputFolder.Prepare(harness.BaselineDirectory);
            }
        }

        public int GetTop(ParseResult parsed) => parsed.GetValue(_top);

        public void AddTo(Command command, bool hasCommand)
        {
            Benches.AddTo(command, hasCommand);
            Comparison.AddTo(command);
            Harness.AddTo(command);
            Verdicts.AddTo(command);
            command.Add(_top);
            command.Validators.Add(result =>
            {
                if (Comparison.IsGiven(result) && Harness.FindStoredBaselineOption(result) is { } option)
                {
                    result.AddError($"{option} applies to stored baselines and cannot be used with --baseline-command or --baseline-ref.");
                }
            });
        }
    }
}
