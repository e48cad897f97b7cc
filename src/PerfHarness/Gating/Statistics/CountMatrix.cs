namespace PerfHarness.Gating.Statistics;

/// <summary>Raw counts of one side, a row per run and a column per function. Every row has at least one sample.</summary>
internal sealed class CountMatrix
{
    private readonly long[] _counts;

    /// <param name="counts">Row by row.</param>
    public CountMatrix(int runs, int functions, long[] counts)
    {
        if (counts.Length != (long)runs * functions)
        {
            throw new ArgumentException(FormattableString.Invariant($"{counts.Length} counts for {runs} runs of {functions} functions"));
        }

        (RunCount, FunctionCount, _counts) = (runs, functions, counts);
        RunSamples = new double[runs];
        FunctionSamples = new double[functions];
        for (var run = 0; run < runs; run++)
        {
            for (var k = 0; k < functions; k++)
            {
                RunSamples[run] += this[run, k];
                FunctionSamples[k] += this[run, k];
            }

            if (RunSamples[run] <= 0)
            {
                throw new ArgumentException(FormattableString.Invariant($"run {run} has no samples"));
            }
        }
    }

    public int RunCount { get; }

    public int FunctionCount { get; }

    /// <summary>Samples by run: n.</summary>
    public double[] RunSamples { get; }

    /// <summary>Samples by function over all runs.</summary>
    public double[] FunctionSamples { get; }

    public double this[int run, int function] => _counts[(run * FunctionCount) + function];

    public double Share(int run, int function) => this[run, function] / RunSamples[run];

    /// <summary>Mean over the runs of the function's share: p.</summary>
    public double MeanShare(int function)
    {
        var sum = 0.0;
        for (var run = 0; run < RunCount; run++)
        {
            sum += Share(run, function);
        }

        return sum / RunCount;
    }

    /// <summary>Median over the runs of the function's share.</summary>
    public double MedianShare(int function)
    {
        var shares = Shares(function);
        Array.Sort(shares);
        var middle = shares.Length / 2;
        return shares.Length % 2 == 1 ? shares[middle] : (shares[middle - 1] + shares[middle]) / 2;
    }

    /// <summary>Sum over the runs of the squared distance from <paramref name="mean"/>.</summary>
    public double SquaredDeviation(int function, double mean)
    {
        var sum = 0.0;
        for (var run = 0; run < RunCount; run++)
        {
            var distance = Share(run, function) - mean;
            sum += distance * distance;
        }

        return sum;
    }

    public double[] Shares(int function)
    {
        var shares = new double[RunCount];
        for (var run = 0; run < RunCount; run++)
        {
            shares[run] = Share(run, function);
        }

        return shares;
    }
}
