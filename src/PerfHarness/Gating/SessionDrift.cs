using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>
/// κ, the relative noise of a share that more runs do not average away: what a machine does from one session to the next.
/// </summary>
/// <param name="Drift">As the test uses it, 0.01 for one per cent.</param>
/// <param name="MachineBoundDrift">The same for functions whose speed is the machine's. While neighbours on a host came and went,
/// <c>memset</c> took 1.1 % of a program for twenty minutes and 1.7 % in the next (eng/experiments.md); sessions that saw
/// only one of the two say nothing of it, so that there is a least value however many there are.</param>
/// <param name="MeasuredDrift">κ̂ between the baseline's sessions, or null where they are too few to tell.</param>
/// <param name="Sessions">S: sessions of the stored baseline; 0 where both sides were interleaved.</param>
internal readonly record struct SessionDrift(double Drift, double MachineBoundDrift, double? MeasuredDrift, int Sessions)
{
    /// <summary>Both sides in one session, run by run in random order.</summary>
    public static SessionDrift CreateInterleaved(GatePolicy policy) => new(policy.InterleavedDrift, policy.InterleavedDrift, null, 0);

    /// <summary>A stored baseline: measured from its sessions where there are enough, else assumed.</summary>
    public static SessionDrift Estimate(RunCounts baseline, GatePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(policy);
        var sessions = baseline.Sessions;
        if (sessions.Count < policy.MinimumDriftSessions)
        {
            return new SessionDrift(policy.AssumedDrift, Math.Max(policy.AssumedDrift, policy.MachineBoundDrift), null, sessions.Count);
        }

        var measured = Math.Sqrt(Math.Max(EstimateSquaredDrift(baseline, sessions, static _ => true), 0));
        var machine = Math.Sqrt(Math.Max(EstimateSquaredDrift(baseline, sessions, ModuleGroups.IsMachineBound), 0));
        var next = Math.Sqrt(1 + (1.0 / sessions.Count));
        var kappa = Math.Max(policy.InterleavedDrift, measured * next);
        return new SessionDrift(kappa, Math.Max(Math.Max(kappa, policy.MachineBoundDrift), machine * next), measured, sessions.Count);
    }

    /// <summary>κ of each function, by its column.</summary>
    internal double[] GetDriftByFunction(PairedCounts counts, GatePolicy policy)
    {
        var kappas = new double[counts.Names.Count];
        if (Sessions == 0)
        {
            Array.Fill(kappas, Drift);
            return kappas;
        }

        // What drifts is the functions' cost. Where every cost does so by σ, a share p does so by σ√(1 − 2p + Σp²), and
        // √2 times that between two sessions: little, where one function is most of the program.
        var shares = counts.ComputePooledShares();
        var squares = shares.Sum(p => p * p);
        for (var k = 0; k < kappas.Length; k++)
        {
            var possible = Math.Sqrt(Math.Max(0, 2 * (1 - (2 * shares[k]) + squares)));
            var kappa = ModuleGroups.IsMachineBound(counts.Names[k]) ? MachineBoundDrift : Drift;
            kappas[k] = Math.Max(policy.InterleavedDrift, kappa * Math.Min(1, possible));
        }

        return kappas;
    }

    // Σw[Var(session means) − s²_w/(R/S)]/p̄² / Σw over the functions large enough to show drift.
    private static double EstimateSquaredDrift(RunCounts counts, IReadOnlyList<string> sessions, Func<FunctionName, bool> counted)
    {
        var runsOf = sessions.Select(s => Enumerable.Range(0, counts.Runs.Count).Where(r => counts.Runs[r].Session == s).ToArray()).ToArray();
        var samples = Enumerable.Range(0, counts.Runs.Count).Sum(run => (double)counts.GetSamples(run));
        double sum = 0, weights = 0;
        foreach (var function in counts.Functions)
        {
            var pooled = function.SelfSum / samples;
            if (pooled < CommonFactor.MinimumShare || !counted(function.Name))
            {
                continue;
            }

            var weight = Math.Min(pooled, CommonFactor.MaximumWeight);
            var shares = runsOf.Select(runs => runs.Select(run => (double)function.Self[run] / counts.GetSamples(run)).ToArray()).ToArray();
            var means = shares.Select(s => s.Average()).ToArray();
            var centre = means.Average();
            var between = means.Sum(m => (m - centre) * (m - centre)) / (means.Length - 1);
            var freedom = counts.Runs.Count - means.Length;
            // One run a session leaves only what sampling alone does.
            var within = freedom <= 0 ? pooled * (1 - pooled) * counts.Runs.Count / samples : shares.Select((s, i) => s.Sum(y => (y - means[i]) * (y - means[i]))).Sum() / freedom;
            sum += weight * (between - (within * means.Length / counts.Runs.Count)) / (pooled * pooled);
            weights += weight;
        }

        return weights > 0 ? sum / weights : 0;
    }
}
