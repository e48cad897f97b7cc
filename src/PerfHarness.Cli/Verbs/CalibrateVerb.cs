using System.CommandLine;
using System.Globalization;
using PerfHarness.Baselines;
using PerfHarness.Calibration;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Configuration;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Profiles;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>calibrate</c>: how reliable the gate is on this machine.</summary>
internal sealed class CalibrateVerb : Verb
{
    public override string Name => "calibrate";

    public override string Description =>
        "Record identical runs of a command, or of the benchmarks in perfharness.json, and measure the gate on them: false failures, "
        + "noisy functions, the smallest detectable regression.";

    public override IReadOnlyList<string> Examples =>
    [
        "calibrate -- ./bench --iterations 200",
        "calibrate --runs 40 --json -o calibration.json -- ./bench",
        "calibrate --bench 'parser*'",
        "calibrate --stored -- ./bench --iterations 200",
        "calibrate --profile artifacts/perfharness/bench/profile.pb.gz",
    ];

    public override bool TakesCommand => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var options = new CalibrateOptions();
        options.AddTo(command, hasCommand: invocation.Command is not null);
        command.SetAction((parsed, cancellation) =>
        {
            options.Prepare(parsed);
            return options.GetProfiles(parsed) is { Length: > 0 } profiles
                ? Task.FromResult(CalibrateProfiles(options, parsed, profiles, invocation.Terminal))
                : CalibrateBenchesAsync(options, parsed, invocation, cancellation);
        });
    }

    private static int CalibrateProfiles(CalibrateOptions options, ParseResult parsed, string[] profiles, Terminal terminal)
    {
        var file = options.Configuration.Load(parsed);
        var name = options.Bench.GetName(parsed);
        var calibration = options.CreateCalibration(parsed, ConfigurationOption.GetPolicy(file, name));
        var profile = InputOptions.Read(profiles, options.Symbols.CreateOptions(parsed) with { KeepTimes = true });
        terminal.Report(profile.Diagnostics);
        var subject = profiles.Length == 1 ? profiles[0] : string.Create(CultureInfo.InvariantCulture, $"{profiles.Length} profiles");
        var result = new BenchCalibration(name ?? subject, subject, Calibrator.Calibrate(profile, calibration));
        options.Write(parsed, terminal, result, hasTitle: false);
        options.WriteJson(parsed, terminal, [result], asList: false);
        return GetExitCode(result);
    }

    private static async Task<int> CalibrateBenchesAsync(
        CalibrateOptions options, ParseResult parsed, Invocation invocation, CancellationToken cancellation)
    {
        var file = options.Configuration.Load(parsed);
        var benches = options.Benches.Select(parsed, invocation.Command, file);
        var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
        var results = new List<BenchCalibration>();
        var exitCodes = new List<int>();
        foreach (var (bench, policy) in benches)
        {
            try
            {
                var calibration = options.CreateCalibration(parsed, policy);
                var harness = new HarnessOptions { Policy = calibration.Policy, Import = options.Symbols.CreateOptions(parsed) };
                // The number of runs in perfharness.json is that of a verdict, not that of a series.
                var series = bench with { Runs = options.Bench.GetRuns(parsed) };
                var (result, diagnostics) = await new Calibrator(capabilities, harness, new ProgressLines(invocation.Terminal))
                    .RunAsync(series, calibration, options.CreateStore(parsed, file), cancellation).ConfigureAwait(false);
                invocation.Terminal.Report(diagnostics);
                results.Add(new BenchCalibration(bench.Name, bench.Command.ToString(), result));
                options.Write(parsed, invocation.Terminal, results[^1], hasTitle: benches.Count > 1);
                exitCodes.Add(GetExitCode(results[^1]));
            }
            catch (PerfHarnessException e) when (benches.Count > 1)
            {
                // One that fails does not prevent the others from running.
                invocation.Terminal.Report(e.Diagnostic);
                exitCodes.Add(ExitCode.From(e.Diagnostic.Code));
            }
        }

        options.WriteJson(parsed, invocation.Terminal, results, asList: benches.Count > 1);
        return ExitCode.Combine(exitCodes);
    }

    private static int GetExitCode(BenchCalibration calibration) => calibration.Result.IsTrustworthy ? ExitCode.Success : ExitCode.Inconclusive;

    private sealed class CalibrateOptions
    {
        private static readonly string RunsDescription = string.Create(
            CultureInfo.InvariantCulture, $"Recorded runs, regardless of perfharness.json. [default: {CalibrationOptions.DefaultRuns}]");

        private readonly Option<string[]> _profiles = new("--profile")
        {
            HelpName = "file",
            Description = "Recorded runs to use instead of a command (may be repeated); a pprof file of 'run' contains all of its runs.",
        };

        private readonly Option<int?> _splits = NumericOptions.CreateIntegerOption(
            "--splits", [], "Number of A/A comparisons of each kind. [default: 1000]", 10, 1_000_000);

        private readonly Option<int?> _seed = NumericOptions.CreateIntegerOption("--seed", [], "Random seed. [default: 1]", 0, int.MaxValue);

        private readonly Option<int> _top = new("--top")
        {
            HelpName = "n",
            Description = "Functions to list; 0 lists all.",
            DefaultValueFactory = static _ => 15,
        };

        private readonly Option<bool> _json = new("--json")
        {
            Description = "Write JSON instead of tables (an array for several benchmarks); with -o, write a file as well as the tables.",
        };

        private readonly Option<bool> _stored = new("--stored")
        {
            Description = "Also calibrate the gate with a stored baseline: how many identical builds have to be confirmed, how many fail, and the "
                + "smallest rise that is found. The sessions of the benchmark's baseline are used if it is of this build.",
        };

        private readonly BaselineOptions _baselines = new();
        private readonly OutputFileOption _output = new();
        private readonly PolicyOptions _policy = new();

        public CalibrateOptions() => Benches = new BenchSelection(Bench, Configuration);

        public BenchOptions Bench { get; } = new(RunsDescription, CalibrationOptions.MinimumRuns);

        public ConfigurationOption Configuration { get; } = new();

        public BenchSelection Benches { get; }

        public SymbolOptions Symbols { get; } = new();

        public void AddTo(Command command, bool hasCommand)
        {
            Benches.AddTo(command, hasCommand);
            foreach (var option in (Option[])[_profiles, _stored, _splits, _seed, _top, _json])
            {
                command.Add(option);
            }

            _baselines.AddTo(command);
            _output.AddTo(command);
            _policy.AddTo(command);
            Symbols.AddTo(command);
            command.Validators.Add(result =>
            {
                if (!result.GetValue(_stored) && _baselines.IsGiven(result))
                {
                    result.AddError("--baseline-directory requires --stored.");
                }

                if (result.GetValue(_profiles) is { Length: > 0 } && (hasCommand || Benches.IsGiven(result)))
                {
                    result.AddError($"--profile and {(hasCommand ? "a command" : "--bench")} cannot be used together.");
                }
            });
        }

        /// <summary>Makes sure before the work that its result can be written.</summary>
        public void Prepare(ParseResult parsed) => _output.Prepare(parsed);

        public string[] GetProfiles(ParseResult parsed) => parsed.GetValue(_profiles) ?? [];

        public FileBaselineStore CreateStore(ParseResult parsed, ConfigurationFile? file) => new(_baselines.GetDirectory(parsed, file));

        public CalibrationOptions CreateCalibration(ParseResult parsed, GatePolicy policy)
        {
            var defaults = new CalibrationOptions();
            return defaults with
            {
                Policy = _policy.CreatePolicy(parsed, policy),
                Splits = parsed.GetValue(_splits) ?? defaults.Splits,
                Seed = parsed.GetValue(_seed) ?? defaults.Seed,
                IncludesStored = parsed.GetValue(_stored),
            };
        }

        /// <summary>Writes the tables, unless standard output is for JSON.</summary>
        /// <param name="hasTitle">Begin with the benchmark's name, and end with a blank line.</param>
        public void Write(ParseResult parsed, Terminal terminal, BenchCalibration calibration, bool hasTitle)
        {
            if (!parsed.GetValue(_json) || _output.GetPath(parsed) is not null)
            {
                if (hasTitle)
                {
                    terminal.Output.WriteLine(SafeText.ToSingleLine($"# {calibration.Bench}"));
                }

                new CalibrationOutput(terminal).Write(calibration.Result, calibration.Subject, parsed.GetValue(_top));
                if (hasTitle)
                {
                    terminal.Output.WriteLine();
                }

                terminal.Output.Flush();
            }
        }

        public void WriteJson(ParseResult parsed, Terminal terminal, IReadOnlyList<BenchCalibration> calibrations, bool asList)
        {
            if (!parsed.GetValue(_json) && _output.GetPath(parsed) is null)
            {
                return;
            }

            _output.Write(parsed, terminal, stream =>
            {
                if (asList)
                {
                    CalibrationJson.WriteList(calibrations, stream);
                }
                else
                {
                    CalibrationJson.Write(calibrations[0].Result, calibrations[0].Subject, stream);
                }

                stream.Write("\n"u8);
            });
        }
    }
}
