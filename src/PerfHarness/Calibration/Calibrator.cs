using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Runs;

namespace PerfHarness.Calibration;

/// <summary>Records an A/A series on this machine and calibrates the gate with it. Nothing is stored.</summary>
internal sealed class Calibrator(PerfCapabilities capabilities, HarnessOptions options, IProgress<HarnessProgress>? progress = null)
{
    /// <summary>The runs' profile with the samples' times, and what the recordings told.</summary>
    /// <exception cref="PerfHarnessException">Profiling is impossible here (PH3xxx), or the command failed (PH5xxx).</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left running and no folder behind.</exception>
    public async Task<(Profile Profile, Measurement Series, IReadOnlyList<Diagnostic> Diagnostics)> RecordAsync(Bench bench, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bench);
        capabilities.ThrowIfImpossible();
        var session = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var recorder = new RunRecorder(bench, capabilities, options, progress);
        using var side = new RecordedSide("", bench.Command, options.Import with { KeepTimes = true });
        for (var i = 1; i <= bench.Warmups; i++)
        {
            await recorder.WarmUpAsync(side, i, cancellation).ConfigureAwait(false);
        }

        var runs = bench.Runs ?? CalibrationOptions.DefaultRuns;
        while (side.RunCount < runs)
        {
            await recorder.RecordAsync(side, runs, cancellation).ConfigureAwait(false);
        }

        var profile = side.BuildProfile();
        return (profile, Measurement.Create(profile, session, RunConditions.Create(bench.Command, bench.Inputs?.ComputeHash() ?? "", side.Runtime)), [.. side.Diagnostics, .. profile.Diagnostics]);
    }

    /// <summary>Records and computes.</summary>
    public async Task<(CalibrationResult Calibration, IReadOnlyList<Diagnostic> Diagnostics)> RunAsync(Bench bench, CalibrationOptions calibration, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        var (profile, series, diagnostics) = await RecordAsync(bench, cancellation).ConfigureAwait(false);
        progress?.Report(new HarnessProgress(bench.Name, string.Create(CultureInfo.InvariantCulture, $"judging {calibration.Splits} A/A splits of {series.Counts.Runs.Count} runs")));
        return (CalibrationResult.Compute(series, calibration, StartupNoise.Compute(profile)), diagnostics);
    }
}
