using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Runs;

namespace PerfHarness.Calibration;

/// <summary>The sessions of a stored baseline as a part of a series: the machine's drift between them is what a stored baseline meets.</summary>
internal sealed class StoredSessions(IBaselineStore store)
{
    /// <summary>The series with the baseline's sessions, if they are of the same program and can be compared.</summary>
    /// <returns>And a remark if not, or if the programs may differ; otherwise null.</returns>
    public async Task<(Measurement Series, Diagnostic? Remark)> AddToAsync(Bench bench, Measurement series, CancellationToken cancellation)
    {
        var key = new BaselineKey(bench.Name, series.Conditions.Fingerprint.Key);
        if (await store.ReadAsync(key, cancellation).ConfigureAwait(false) is not { } baseline)
        {
            return (series, Create(
                $"there is no baseline {key}, so the runs of this session are the baseline's, too, and the machine does not drift.",
                "Accept one of this build, and calibrate again at another time."));
        }

        var program = await ProgramState.ReadAsync(bench, [], cancellation).ConfigureAwait(false);
        if (baseline.Conditions.ProgramHash is { Length: > 0 } hash && program.Program?.ComputeHash() != hash)
        {
            return (series, Create($"the baseline {key} is of another build, so its sessions are left out, and the machine does not drift.",
                "Accept one of this build, and calibrate again at another time."));
        }

        var stored = MainModule.Rename(baseline.Measurement, bench.Command);
        var isComparable = stored.Conditions.Compare(series.Conditions).All(d => !d.IsBlocking)
            && stored.Counts.Runs[0].Unit == series.Counts.Runs[0].Unit;
        return isComparable
            ? (stored.Append(series) with { Conditions = series.Conditions }, null)
            : (series, Create($"the baseline {key} was recorded under other conditions, so its sessions are left out.", null));
    }

    private static Diagnostic Create(string message, string? remedy) => new(DiagnosticCodes.InsufficientBaseline, Severity.Info, message, remedy);
}
