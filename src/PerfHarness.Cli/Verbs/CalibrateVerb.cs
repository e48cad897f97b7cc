using System.CommandLine;
using System.Globalization;
using PerfHarness.Calibration;
using PerfHarness.Cli.Hosting;
using PerfHarness.Cli.Options;
using PerfHarness.Cli.Tables;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Import;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Cli.Verbs;

/// <summary><c>calibrate</c>: what the gate is worth on this machine.</summary>
internal sealed class CalibrateVerb : Verb
{
    public override string Name => "calibrate";

    public override string Description => "Record a series of identical runs and see what the gate makes of it: false failures, noisy functions, the smallest regression it can find.";

    public override IReadOnlyList<string> Examples =>
    [
        "calibrate -- ./bench --iterations 200",
        "calibrate --runs 40 --json -o calibration.json -- ./bench",
        "calibrate --profile artifacts/perfharness/bench/profile.pb.gz",
    ];

    public override bool TakesCommand => true;

    public override void Configure(Command command, Invocation invocation)
    {
        var bench = new BenchOptions(string.Create(CultureInfo.InvariantCulture, $"Recorded runs. [default: {CalibrationOptions.DefaultRuns}]"), CalibrationOptions.MinimumRuns);
        var (policy, symbols, output) = (new PolicyOptions(), new SymbolOptions(), new OutputFileOption());
        var profiles = new Option<string[]>("--profile") { HelpName = "file", Description = "Runs that are recorded already, instead of a command (may be repeated); a pprof of 'run' has all of its runs." };
        var splits = NumericOptions.CreateIntegerOption("--splits", [], "A/A comparisons of each kind. [default: 1000]", 10, 1_000_000);
        var seed = NumericOptions.CreateIntegerOption("--seed", [], "The same seed deals the runs in the same way. [default: 1]", 0, int.MaxValue);
        var top = new Option<int>("--top") { HelpName = "n", Description = "Functions to list; 0 lists all.", DefaultValueFactory = static _ => 15 };
        var json = new Option<bool>("--json") { Description = "Everything as JSON instead of tables; with -o a file beside them." };
        bench.AddTo(command);
        foreach (var option in (Option[])[profiles, splits, seed, top, json])
        {
            command.Add(option);
        }

        output.AddTo(command);
        policy.AddTo(command);
        symbols.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var terminal = invocation.Terminal;
            var files = parsed.GetValue(profiles) ?? [];
            if (files.Length > 0 == invocation.Command is not null)
            {
                throw new PerfHarnessException(DiagnosticCodes.UsageError, "calibrate takes a command behind --, or --profile.", "As in: calibrate -- ./bench --iterations 200");
            }

            var usual = new CalibrationOptions();
            var options = usual with { Policy = policy.CreatePolicy(parsed, GatePolicy.Default), Splits = parsed.GetValue(splits) ?? usual.Splits, Seed = parsed.GetValue(seed) ?? usual.Seed };
            var import = symbols.CreateOptions(parsed);
            CalibrationResult calibration;
            string what;
            if (files.Length > 0)
            {
                what = files.Length == 1 ? files[0] : string.Create(CultureInfo.InvariantCulture, $"{files.Length} profiles");
                calibration = CalibrateFiles(files, import, options, terminal);
            }
            else
            {
                var asked = bench.CreateBench(parsed, invocation.Command);
                what = asked.Command.ToString();
                var capabilities = await PerfCapabilities.ProbeAsync(cancellation).ConfigureAwait(false);
                (calibration, var told) = await new Calibrator(capabilities, new HarnessOptions { Policy = options.Policy, Import = import }, new ProgressLines(terminal))
                    .RunAsync(asked, options, cancellation).ConfigureAwait(false);
                terminal.Report(told);
            }

            if (parsed.GetValue(json) || output.GetPath(parsed) is not null)
            {
                output.Write(parsed, terminal, stream =>
                {
                    CalibrationJson.Write(calibration, what, stream);
                    stream.Write("\n"u8);
                });
            }

            // A file leaves the terminal free for the tables.
            if (!parsed.GetValue(json) || output.GetPath(parsed) is not null)
            {
                new CalibrationOutput(terminal).Write(calibration, what, parsed.GetValue(top));
            }

            return calibration.IsTrustworthy ? ExitCode.Success : ExitCode.Inconclusive;
        });
    }

    private static CalibrationResult CalibrateFiles(string[] files, ImportOptions import, CalibrationOptions options, Terminal terminal)
    {
        var profile = InputOptions.Read(files, import with { KeepTimes = true });
        terminal.Report(profile.Diagnostics);
        if (profile.Runs.Count < CalibrationOptions.MinimumRuns)
        {
            throw new PerfHarnessException(DiagnosticCodes.UsageError,
                string.Create(CultureInfo.InvariantCulture, $"there are {profile.Runs.Count} runs, and calibrating takes {CalibrationOptions.MinimumRuns}."), "Record more, as with: run --runs 20 --no-gate -- ./bench");
        }

        return CalibrationResult.Compute(Measurement.Create(profile, "series", new Conditions()), options, StartupNoise.Compute(profile));
    }
}
