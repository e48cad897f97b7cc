using System.Globalization;
using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Runs;

namespace PerfHarness.Calibration;

/// <summary>Records an A/A series on this machine and calibrates the gate with it. Nothing is stored.</summary>
internal sealed class Calibrator(PerfCapabilities capabilities, HarnessOptions options, IProgress<HarnessProgress>? progress = null)
{
    /// <summary>Records a series: the profile of its runs with the samples' times, and the diagnostics of the recordings.</summary>
    /// <exception cref="PerfHarnessException">Profiling is impossible here (PH3xxx), or the command failed (PH5xxx).</exception>
    /// <exception cref="OperationCanceledException">Cancelled; no process is left running and no folder remains.</exception>
    public async Task<(Profile Profile, Measurement Series, IReadOnlyList<Diagnostic> Diagnostics)> RecordAsync(
        Bench bench, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bench);
        var session = new RunSession(bench, ProgramState.Unknown);
        var perf = new PerfRecorder(capabilities);
        using var side = RecordedSide.CreateCandidate(bench, options.Import with { KeepTimes = true });
        using var warmUp = new RunRecorder(bench, perf, options, progress);
        for (var i = 1; i <= bench.Warmups; i++)
        {
            await warmUp.WarmUpAsync(side, i, null, cancellation).ConfigureAwait(false);
        }

        if (bench.DetectSteadyState)
        {
            var steadyState = await warmUp.DetectSteadyStateAsync(side, cancellation).ConfigureAwait(false);
            bench = bench with { Recording = bench.Recording with { Delay = bench.Recording.Delay + steadyState.Start } };
        }

        using var recorder = new RunRecorder(bench, perf, options, progress);
        var runs = bench.Runs ?? CalibrationOptions.DefaultRuns;
        await recorder.RecordAsync([.. Enumerable.Repeat(side, runs)], runs, cancellation).ConfigureAwait(false);

        var profile = side.BuildProfile();
        return (profile, session.Measure(profile, side), [.. side.Diagnostics, .. profile.Diagnostics]);
    }

    /// <summary>Records a series and calibrates the gate with it.</summary>
    /// <param name="store">A stored baseline of the same program has sessions of other times, which join the series if the calibration
    /// includes stored baselines.</param>
    public async Task<(CalibrationResult Calibration, IReadOnlyList<Diagnostic> Diagnostics)> RunAsync(
        Bench bench, CalibrationOptions calibration, IBaselineStore? store = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        var (profile, series, diagnostics) = await RecordAsync(bench, cancellation).ConfigureAwait(false);
        var storedSeries = series;
        if (calibration.IncludesStored && store is not null)
        {
            (storedSeries, var remark) = await new StoredSessions(store).AddToAsync(bench, series, cancellation).ConfigureAwait(false);
            diagnostics = remark is null ? diagnostics : [.. diagnostics, remark];
        }

        progress?.Report(new HarnessProgress(
            bench.Name, string.Create(CultureInfo.InvariantCulture, $"judging {calibration.Splits} A/A splits of {series.Counts.Runs.Count} runs")));
        return (CalibrationResult.Compute(series, calibration, StartupNoise.Compute(profile), storedSeries), diagnostics);
    }

    /// <summary>Calibrates the gate with runs that were recorded earlier.</summary>
    /// <param name="profile">Identical runs, with the samples' times where the input has them.</param>
    /// <exception cref="PerfHarnessException">There are too few runs.</exception>
    public static CalibrationResult Calibrate(Profile profile, CalibrationOptions calibration)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (profile.Runs.Count < CalibrationOptions.MinimumRuns)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.UsageError,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"there are only {profile.Runs.Count} runs; calibrate needs at least {CalibrationOptions.MinimumRuns}."),
                "Record more, as in: run --runs 20 --no-gate -- ./bench");
        }

        return CalibrationResult.Compute(CreateSeries(profile), calibration, StartupNoise.Compute(profile));
    }

    // A file with several runs was recorded at one time, and other files at others.
    private static Measurement CreateSeries(Profile profile)
    {
        var series = Measurement.Create(profile, "series", new Conditions());
        var sources = profile.Runs.Select(run => run.Source ?? "").ToList();
        return sources.Count == series.Counts.Runs.Count && sources.CountBy(source => source).All(source => source.Value >= GatePolicy.MinimumRuns)
            ? series with {
                Counts = new RunCounts(series.Counts.Runs.Select((run, i) => run with { Session = sources[i] }), series.Counts.Functions) }
            : series;
    }
}
