using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;

namespace PerfHarness.Tests.Baselines;

/// <summary>The contract's second implementation: shows that it asks for nothing that only files have.</summary>
internal sealed class InMemoryBaselineStore : IBaselineStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<BaselineKey, (Baseline Baseline, byte[]? Stacks)> _rows = [];

    public Task<IReadOnlyList<BaselineEntry>> ListAsync(string? bench = null, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<BaselineEntry>>([.. _rows
                .Where(r => bench is null || r.Key.Bench == bench)
                .Select(r => new BaselineEntry(r.Key, r.Value.Baseline, null, r.Value.Stacks is not null))
                .OrderBy(e => e.Key.Bench, StringComparer.Ordinal).ThenBy(e => e.Key.Fingerprint, StringComparer.Ordinal).ThenBy(e => e.Key.Pin ?? "", StringComparer.Ordinal)]);
        }
    }

    public Task<Baseline?> ReadAsync(BaselineKey key, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            return Task.FromResult(_rows.TryGetValue(key, out var row) ? row.Baseline : null);
        }
    }

    public Task<byte[]?> ReadStacksAsync(BaselineKey key, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            return Task.FromResult(_rows.TryGetValue(key, out var row) ? row.Stacks : null);
        }
    }

    public Task<Baseline> AcceptAsync(BaselineKey key, Measurement runs, AcceptMode mode, string note = "", byte[]? stacks = null, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            var old = _rows.TryGetValue(key, out var row) ? row.Baseline : null;
            try
            {
                var accepted = BaselineMerge.Accept(key, old, runs, mode, note, SampleMeasurements.Day);
                _rows[key] = (accepted, stacks);
                return Task.FromResult(accepted);
            }
            catch (PerfHarnessException e)
            {
                return Task.FromException<Baseline>(e);
            }
        }
    }

    public Task<Baseline> PinAsync(BaselineKey key, string pin, bool replace = false, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            if (!_rows.TryGetValue(key with { Pin = null }, out var row))
            {
                return Task.FromException<Baseline>(new PerfHarnessException(DiagnosticCodes.BaselineMissing, "nothing to pin"));
            }

            if (!replace && _rows.ContainsKey(key with { Pin = pin }))
            {
                return Task.FromException<Baseline>(BaselineMerge.CreateExistsException(key with { Pin = pin }));
            }

            var pinned = (row.Baseline with { Pin = pin }).WithHistoryEntry("pin", SampleMeasurements.Day, pin);
            _rows[key with { Pin = pin }] = (pinned, row.Stacks);
            return Task.FromResult(pinned);
        }
    }

    public Task<bool> RemoveAsync(BaselineKey key, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            return Task.FromResult(_rows.Remove(key));
        }
    }
}
