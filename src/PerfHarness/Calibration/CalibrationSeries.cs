using System.Collections.Immutable;
using PerfHarness.Gating;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Calibration;

/// <summary>
/// Runs of one program as columns of counts that can be split again and again. Functions whose share is negligible in every
/// run are merged into buckets too small to be judged, so that the cost of a split depends on the judged functions only.
/// </summary>
internal sealed class CalibrationSeries
{
    // A function below this share in every run goes into a bucket; a bucket stays below the share that the gate judges.
    private const double NoticeableShare = 0.0005;
    private const double MaxBucketShare = 0.001;

    private readonly Measurement _measurement;
    private readonly long[][] _counts;

    public CalibrationSeries(Measurement series, GatePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(policy);
        // The selection is idempotent: the gate applies it again without effect.
        var counts = series.Counts.Apply(policy.Functions);
        _measurement = series with { Counts = counts, Edges = series.Edges.Apply(policy.Functions) };
        var columns = MergeSmallFunctions(counts);
        Names = [.. columns.Select(f => f.Name)];
        _counts = [.. columns.Select(f => f.Counts)];
        Matrix = new CountMatrix(RunCount, _counts.Length, [.. Enumerable.Range(0, RunCount).SelectMany(run => _counts.Select(c => c[run]))]);
    }

    public int RunCount => _measurement.Counts.Runs.Count;

    public IReadOnlyList<FunctionName> Names { get; }

    public RunCounts Counts => _measurement.Counts;

    internal CountMatrix Matrix { get; }

    /// <summary>These runs, in this order, as one side of a comparison.</summary>
    public Measurement SelectRuns(ReadOnlySpan<int> runs)
    {
        var chosen = runs.ToArray();
        return CreateMeasurement(chosen, _counts.Select(c => chosen.Select(run => c[run])));
    }

    /// <summary>
    /// These runs as they would be if the function had become slower: its additional samples replace all other samples with
    /// equal probability, so that the sampling noise stays the same.
    /// </summary>
    /// <param name="function">Index in <see cref="Names"/>.</param>
    /// <param name="rise">Rise of the function's share.</param>
    public Measurement InjectRegression(ReadOnlySpan<int> runs, int function, double rise, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var chosen = runs.ToArray();
        var replacedShare = rise / Math.Max(1 - Matrix.MeanShare(function), rise);
        var added = new long[chosen.Length];
        var columns = new long[_counts.Length][];
        for (var k = 0; k < columns.Length; k++)
        {
            columns[k] = [.. chosen.Select(run => _counts[k][run])];
            for (var run = 0; k != function && run < chosen.Length; run++)
            {
                var removed = DrawBinomial(columns[k][run], replacedShare, random);
                columns[k][run] -= removed;
                added[run] += removed;
            }
        }

        for (var run = 0; run < chosen.Length; run++)
        {
            columns[function][run] += added[run];
        }

        return CreateMeasurement(chosen, columns);
    }

    private static List<(FunctionName Name, long[] Counts)> MergeSmallFunctions(RunCounts counts)
    {
        var columns = new List<(FunctionName Name, long[] Counts)>();
        long[]? bucket = null;
        var bucketCount = 0;
        foreach (var function in counts.Functions)
        {
            if (Enumerable.Range(0, counts.Runs.Count).Any(run => function.Self[run] >= NoticeableShare * counts.GetSamples(run)))
            {
                columns.Add((function.Name, [.. function.Self]));
                continue;
            }

            if (function.SelfSum == 0)
            {
                continue;
            }

            if (bucket is null || IsTooSmallFor(bucket, function))
            {
                bucket = new long[counts.Runs.Count];
                columns.Add((new FunctionName("rest", FormattableString.Invariant($"[rest {++bucketCount}]")), bucket));
            }

            for (var run = 0; run < bucket.Length; run++)
            {
                bucket[run] += function.Self[run];
            }
        }

        return columns;

        bool IsTooSmallFor(long[] bucket, FunctionCounts function) =>
            Enumerable.Range(0, bucket.Length).Any(run => bucket[run] + function.Self[run] > MaxBucketShare * counts.GetSamples(run));
    }

    private Measurement CreateMeasurement(int[] chosen, IEnumerable<IEnumerable<long>> columns)
    {
        var functions = columns.Select((c, k) => new FunctionCounts(Names[k], [.. c], ImmutableArray<long>.Empty));
        return _measurement with { Counts = new RunCounts(chosen.Select(run => _measurement.Counts.Runs[run]), functions) };
    }

    // Jumps from success to success, because few of many samples are replaced.
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
