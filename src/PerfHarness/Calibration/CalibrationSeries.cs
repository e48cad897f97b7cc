using System.Collections.Immutable;
using PerfHarness.Gating;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>
/// Runs of one program as columns that can be dealt out again and again. Functions that no run gives a noticeable share
/// are put together into heaps too small to be judged, so that a split costs what the judged functions cost.
/// </summary>
internal sealed class CalibrationSeries
{
    // Below this in every run a function is in a heap; a heap stays below the share from which the gate looks at all.
    private const double NoticeableShare = 0.0005;
    private const double MaxBucketShare = 0.001;

    private readonly Measurement _measurement;
    private readonly long[][] _counts;

    public CalibrationSeries(Measurement series, GatePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(policy);
        // The selection is idempotent: the gate applies it again and nothing changes.
        var counts = series.Counts.Apply(policy.Functions);
        _measurement = series with { Counts = counts, Edges = series.Edges.Apply(policy.Functions) };
        var kept = new List<(FunctionName Name, long[] Counts)>();
        long[]? heap = null;
        var heaps = 0;
        foreach (var function in counts.Functions)
        {
            if (Enumerable.Range(0, counts.Runs.Count).Any(run => function.Self[run] >= NoticeableShare * counts.GetSamples(run)))
            {
                kept.Add((function.Name, [.. function.Self]));
                continue;
            }

            if (function.SelfSum == 0)
            {
                continue;
            }

            if (heap is null || Enumerable.Range(0, heap.Length).Any(run => heap[run] + function.Self[run] > MaxBucketShare * counts.GetSamples(run)))
            {
                heap = new long[counts.Runs.Count];
                kept.Add((new FunctionName("rest", FormattableString.Invariant($"[rest {++heaps}]")), heap));
            }

            for (var run = 0; run < heap.Length; run++)
            {
                heap[run] += function.Self[run];
            }
        }

        Names = [.. kept.Select(f => f.Name)];
        _counts = [.. kept.Select(f => f.Counts)];
        Matrix = new CountMatrix(RunCount, _counts.Length, [.. Enumerable.Range(0, RunCount).SelectMany(run => _counts.Select(c => c[run]))]);
    }

    public int RunCount => _measurement.Counts.Runs.Count;

    public IReadOnlyList<FunctionName> Names { get; }

    public RunCounts Counts => _measurement.Counts;

    internal CountMatrix Matrix { get; }

    internal CallEdges Edges => _measurement.Edges;

    /// <summary>These runs, in this order, as one side of a comparison.</summary>
    public Measurement SelectRuns(ReadOnlySpan<int> runs)
    {
        var chosen = runs.ToArray();
        return CreateMeasurement(chosen, _counts.Select(c => chosen.Select(run => c[run])));
    }

    /// <summary>
    /// These runs as they would be had the function got slower: what it adds pushes every other sample out with the same
    /// probability, so that the noise of sampling stays what it is.
    /// </summary>
    /// <param name="function">Index of <see cref="Names"/>.</param>
    /// <param name="shift">Rise of the function's share.</param>
    public Measurement InjectRegression(ReadOnlySpan<int> runs, int function, double shift, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var chosen = runs.ToArray();
        var replaced = shift / Math.Max(1 - Matrix.MeanShare(function), shift);
        var moved = new long[chosen.Length];
        var columns = new long[_counts.Length][];
        for (var k = 0; k < columns.Length; k++)
        {
            columns[k] = [.. chosen.Select(run => _counts[k][run])];
            for (var run = 0; k != function && run < chosen.Length; run++)
            {
                var taken = DrawBinomial(columns[k][run], replaced, random);
                columns[k][run] -= taken;
                moved[run] += taken;
            }
        }

        for (var run = 0; run < chosen.Length; run++)
        {
            columns[function][run] += moved[run];
        }

        return CreateMeasurement(chosen, columns);
    }

    private Measurement CreateMeasurement(int[] chosen, IEnumerable<IEnumerable<long>> columns)
    {
        var functions = columns.Select((c, k) => new FunctionCounts(Names[k], [.. c], ImmutableArray<long>.Empty));
        return _measurement with { Counts = new RunCounts(chosen.Select(run => _measurement.Counts.Runs[run]), functions) };
    }

    // From success to success: few of many samples are replaced.
    private static long DrawBinomial(long trials, double p, Random random)
    {
        if (p <= 0 || trials == 0)
        {
            return 0;
        }

        var scale = Math.Log(1 - Math.Min(p, 1 - 1e-12));
        var hits = 0L;
        for (var at = Math.Log(1 - random.NextDouble()) / scale; at < trials; at += 1 + Math.Floor(Math.Log(1 - random.NextDouble()) / scale))
        {
            hits++;
        }

        return hits;
    }
}
