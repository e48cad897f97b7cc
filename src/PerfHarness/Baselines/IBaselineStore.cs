using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Baselines;

/// <summary>
/// Keeps baselines by key. A change is all or nothing: a reader sees the baseline before it or after it, even if the writer is
/// killed or two write at once. Any number of threads and processes may use one store.
/// </summary>
internal interface IBaselineStore
{
    /// <summary>What is stored, in ordinal order of bench, fingerprint and pin. Entries that cannot be read are listed with their problem.</summary>
    /// <param name="bench">Only this bench, or null for all.</param>
    Task<IReadOnlyList<BaselineEntry>> ListAsync(string? bench = null, CancellationToken cancellation = default);

    /// <summary>The baseline, or null if there is none.</summary>
    /// <exception cref="InputException">It exists but cannot be used; the message names the place.</exception>
    Task<Baseline?> ReadAsync(BaselineKey key, CancellationToken cancellation = default);

    /// <summary>The profile (pprof, gzipped) that was accepted last with the baseline, or null.</summary>
    Task<byte[]?> ReadStacksAsync(BaselineKey key, CancellationToken cancellation = default);

    /// <summary>Stores the runs and returns the stored baseline; the history continues in either mode.</summary>
    /// <param name="runs">At least one run. Under <see cref="AcceptMode.Add"/> its sessions must be new and its conditions comparable.</param>
    /// <param name="stacks">A pprof profile to keep with it, or null.</param>
    /// <exception cref="PerfHarnessException">The runs cannot be added to the existing baseline.</exception>
    Task<Baseline> AcceptAsync(
        BaselineKey key, Measurement runs, AcceptMode mode, string note = "", byte[]? stacks = null, CancellationToken cancellation = default);

    /// <summary>Copies the rolling baseline of the key, which stays as it is, to a pinned one.</summary>
    /// <param name="replace">An existing pin of that name is replaced.</param>
    /// <exception cref="PerfHarnessException">There is no such baseline, or the pin exists and must not be replaced.</exception>
    Task<Baseline> PinAsync(BaselineKey key, string pin, bool replace = false, CancellationToken cancellation = default);

    /// <summary>Returns whether there was one.</summary>
    Task<bool> RemoveAsync(BaselineKey key, CancellationToken cancellation = default);
}
