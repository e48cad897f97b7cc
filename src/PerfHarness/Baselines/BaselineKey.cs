using PerfHarness.Measurements;

namespace PerfHarness.Baselines;

/// <summary>Names a baseline in a store, without saying where the store keeps it.</summary>
/// <param name="Bench">The benchmark's name; any text.</param>
/// <param name="Fingerprint"><see cref="Fingerprint.Key"/> of the machine it belongs to.</param>
/// <param name="Pin">Name of a pinned baseline, or null for the rolling one.</param>
internal sealed record BaselineKey(string Bench, string Fingerprint, string? Pin = null)
{
    /// <summary>The baseline belongs to such a machine. A recording that does not name its machine may be compared with any.</summary>
    public bool IsOf(Fingerprint machine) => machine.CpuModel.Length == 0 || Fingerprint == machine.Key;

    public override string ToString() => Pin is null ? $"{Bench} ({Fingerprint})" : $"{Bench} ({Fingerprint}, pinned as {Pin})";
}
