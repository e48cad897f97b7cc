using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Baselines;

/// <summary>
/// Accepted profiles of benchmarks, one for each kind of machine, in a folder that is reviewed and merged with the code:
/// what <c>dotnet perfharness run</c> reads and writes. Any number of threads and processes may use one folder.
/// <code>
///   var baselines = new BaselineFolder("perfharness/baselines");
///   await baselines.AcceptAsync("parser", profile);
///   var verdict = new Gate().Judge(await baselines.FindAsync("parser", later), later);
/// </code>
/// </summary>
/// <param name="path">The folder; created when something is accepted.</param>
public sealed class BaselineFolder(string path)
{
    private readonly FileBaselineStore _store = new(path);

    /// <summary>The benchmark's baseline for the machine that the profile was recorded on, or null if there is none.</summary>
    /// <param name="benchmark">The benchmark's name.</param>
    /// <param name="profile">Where it does not name its machine, the only baseline of the benchmark is found.</param>
    /// <param name="pin">Name of a pinned baseline; null for the rolling one.</param>
    /// <exception cref="PerfHarnessException">The baseline cannot be read, or several match.</exception>
    public async Task<Baseline?> FindAsync(string benchmark, Profile profile, string? pin = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(benchmark);
        var machine = Measurement.Create(profile).Conditions.Fingerprint;
        var entries = await _store.ListAsync(benchmark, cancellation).ConfigureAwait(false);
        var fitting = entries.Where(e => e.Key.Pin == pin && e.Key.IsOf(machine)).ToList();
        return fitting switch
        {
            [] => null,
            [{ Problem: { } problem }] => throw new PerfHarnessException(problem),
            [var only] => only.Baseline,
            _ => throw new PerfHarnessException(
                DiagnosticCodes.UsageError,
                $"several baselines of '{benchmark}' match this profile, which does not name its machine.",
                $"Available: {string.Join(", ", fitting.Select(e => e.Key))}."),
        };
    }

    /// <summary>Makes the profile the benchmark's baseline for its machine, replacing an existing one.</summary>
    /// <param name="benchmark">The benchmark's name.</param>
    /// <param name="profile">Five runs or more are recommended.</param>
    /// <param name="note">Why, for the history; may be empty.</param>
    /// <returns>What is stored now.</returns>
    /// <exception cref="PerfHarnessException">The profile has no samples, or the folder cannot be written.</exception>
    public Task<Baseline> AcceptAsync(string benchmark, Profile profile, string note = "", CancellationToken cancellation = default) =>
        StoreAsync(benchmark, profile, AcceptMode.Replace, note, cancellation);

    /// <summary>Adds the profile's runs to the baseline as another session. From four sessions on, drift is measured instead of assumed.</summary>
    /// <inheritdoc cref="AcceptAsync" path="/param|/returns"/>
    /// <exception cref="PerfHarnessException">The runs were recorded under other conditions, or the folder cannot be written.</exception>
    public Task<Baseline> AddAsync(string benchmark, Profile profile, string note = "", CancellationToken cancellation = default) =>
        StoreAsync(benchmark, profile, AcceptMode.Add, note, cancellation);

    private async Task<Baseline> StoreAsync(string benchmark, Profile profile, AcceptMode mode, string note, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(benchmark);
        var measured = Measurement.Create(profile, SessionName.Create(DateTimeOffset.UtcNow));
        var key = new BaselineKey(benchmark, measured.Conditions.Fingerprint.Key);
        return await _store.AcceptAsync(key, measured, mode, note, stacks: null, cancellation).ConfigureAwait(false);
    }
}
