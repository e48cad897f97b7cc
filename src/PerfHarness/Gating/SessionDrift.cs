using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>
/// κ, the relative noise of a share between sessions that more runs do not average away: the machine's state changes from
/// one session to the next.
/// </summary>
/// <param name="Drift">As the test uses it, 0.01 for one per cent.</param>
/// <param name="MachineBoundDrift">The same for functions whose speed depends on the machine. While other tenants of a host
/// came and went, <c>memset</c> took 1.1 % of a program for twenty minutes and 1.7 % in the next (eng/experiments.md).
/// Sessions that saw only one of the two carry no information about it, so there is a minimum however many there are.</param>
/// <param name="MeasuredDrift">κ̂ between the baseline's sessions, or null if they are too few to measure it.</param>
/// <param name="Sessions">S: sessions of the stored baseline; 0 if both sides were interleaved.</param>
internal readonly record struct SessionDrift(double Drift, double MachineBoundDrift, double? MeasuredDrift, int Sessions)
{
    /// <summary>κ of interleaved runs, and the least one of a stored baseline.</summary>
    internal const double InterleavedDrift = 0.01;

    /// <summary>κ of a stored baseline with too few sessions to measure it.</summary>
    internal const double AssumedDrift = 0.05;

    /// <summary>
    /// The least κ, with a stored baseline, of functions whose speed depends on the machine: the kernel, and the C library's
    /// memory functions.
    /// </summary>
    internal const double MinimumMachineBoundDrift = 0.3;

    /// <summary>Sessions from which κ is measured.</summary>
    internal const int MinimumSessions = 4;

    /// <summary>Both sides in one session, run by run in random order.</summary>
    internal static readonly SessionDrift Interleaved = new(InterleavedDrift, InterleavedDrift, null, 0);

    /// <summary>A stored baseline: measured from its sessions where there are enough, else assumed.</summary>
    public static SessionDrift Estimate(RunCounts baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        var sessions = baseline.Sessions;
        if (sessions.Count < MinimumSessions)
        {
            return new SessionDrift(AssumedDrift, MinimumMachineBoundDrift, null, sessions.Count);
        }

        var measured = Math.Sqrt(Math.Max(EstimateSquaredDrift(baseline, sessions, static _ => true), 0));
        var measuredMachineBound = Math.Sqrt(Math.Max(EstimateSquaredDrift(baseline, sessions, ModuleGroups.IsMachineBound), 0));
        var predictionFactor = Math.Sqrt(1 + (1.0 / sessions.Count));
        var drift = Math.Max(InterleavedDrift, measured * predictionFactor);
        var machineBound = Math.Max(Math.Max(drift, MinimumMachineBoundDrift), measuredMachineBound * predictionFactor);
        return new SessionDrift(drift, machineBound, measured, sessions.Count);
    }

    /// <summary>κ of each function, by its column.</summary>
    internal double[] GetDriftByFunction(PairedCounts counts)
    {
        var kappas = new double[counts.Names.Count];
        if (Sessions == 0)
        {
            Array.Fill(kappas, Drift);
            return kappas;
        }

        var factors = ComputeMaximumDriftFactors(counts);
        for (var k = 0; k < kappas.Length; k++)
        {
            var kappa = ModuleGroups.IsMachineBound(counts.Names[k]) ? MachineBoundDrift : Drift;
            kappas[k] = Math.Max(InterleavedDrift, kappa * factors[k]);
        }

        return kappas;
    }

    // What drifts is the functions' cost. Where every cost does so by σ, a share p does so by σ√(1 − 2p + Σp²), and
    // √2 times that between two sessions: little, where one function is most of the program.
    internal static double[] ComputeMaximumDriftFactors(PairedCounts counts)
    {
        var shares = counts.ComputePooledShares();
        var squares = shares.Sum(p => p * p);
        return [.. shares.Select(p => Math.Min(1, Math.Sqrt(Math.Max(0, 2 * (1 - (2 * p) + squares)))))];
    }

    // Σw[Var(session means) − s²_w/(R/S)]/p̄² / Σw over the functions large enough to show drift.
    private static double EstimateSquaredDrift(RunCounts counts, IReadOnlyList<string> sessions, Func<FunctionName, bool> includes)
    {
        var runs = Enumerable.Range(0, counts.Runs.Count);
        var runsOfSession = sessions.Select(s => runs.Where(run => counts.Runs[run].Session == s).ToArray()).ToArray();
        var samples = runs.Sum(run => (double)counts.GetSamples(run));
        double sum = 0, weights = 0;
        foreach (var function in counts.Functions)
        {
            var pooled = function.SelfSum / samples;
            if (pooled < CommonFactor.MinimumShare || !includes(function.Name))
            {
                continue;
            }

            var weight = Math.Min(pooled, CommonFactor.MaximumWeight);
            var shares = runsOfSession
                .Select(session => session.Select(run => (double)function.Self[run] / counts.GetSamples(run)).ToArray()).ToArray();
            var means = shares.Select(s => s.Average()).ToArray();
            var center = means.Average();
            var between = means.Sum(m => (m - center) * (m - center)) / (means.Length - 1);
            var degreesOfFreedom = counts.Runs.Count - means.Length;
            // With one run per session there is only the binomial variance.
            var within = degreesOfFreedom <= 0
                ? pooled * (1 - pooled) * counts.Runs.Count / samples
                : shares.Select((s, i) => s.Sum(y => (y - means[i]) * (y - means[i]))).Sum() / degreesOfFreedom;
            sum += weight * (between - (within * means.Length / counts.Runs.Count)) / (pooled * pooled);
            weights += weight;
        }

        return weights > 0 ? sum / weights : 0;
    }
}
