using PerfHarness.Measurements;
using PerfHarness.Profiles;
using MathNet.Numerics.Distributions;

namespace PerfHarness.Experiments;

/// <summary>
/// A program whose true shares are known. Each session multiplies every function's cost by its own drift, each run draws
/// shares around the session's (Dirichlet, so that the variance of a share is 1 + (n − 1)ρ times the binomial one), and the
/// samples are Poisson numbers.
/// </summary>
/// <param name="drift">Standard deviation of a function's cost from session to session, relative.</param>
/// <param name="machineBoundDrift">The same of functions whose speed depends on the machine.</param>
internal sealed class SimulatedProgram(double[] costs, double rho, int samples, double drift, double machineBoundDrift, Random random)
{
    // Of Zipf shares: 2.4, 1.2, 0.8, 0.6 … %.
    private const int MachineBoundEvery = 7;

    private static double TotalDeviation => 0.02;

    /// <summary>Shares 1/1, 1/2, 1/3 …: 17.0 %, 8.5 %, 5.7 % … of 200 functions; flatter without the first.</summary>
    public static double[] CreateZipf(int functions, int skipped)
    {
        var shares = Enumerable.Range(1 + skipped, functions).Select(k => 1.0 / k).ToArray();
        var sum = shares.Sum();
        return [.. shares.Select(s => s / sum)];
    }

    /// <summary>The shares when one rises by <paramref name="points"/> of the whole.</summary>
    public static double[] Inject(double[] shares, int function, double points) =>
        [.. shares.Select((s, k) => k == function ? s + points : s * (1 - shares[function] - points) / (1 - shares[function]))];

    /// <summary>Runs of one session, as many at a time as are asked for.</summary>
    public Func<int, Measurement> StartSession(string name)
    {
        var session = costs.Select((c, k) => c * Math.Exp((IsMachineBound(k) ? machineBoundDrift : drift) * Normal.Sample(random, 0, 1))).ToArray();
        var sum = session.Sum();
        return runs => Record([.. session.Select(c => c / sum)], runs, name);
    }

    private static bool IsMachineBound(int function) => function % MachineBoundEvery == MachineBoundEvery - 1;

    private Measurement Record(double[] shares, int runs, string session)
    {
        var counts = Enumerable.Range(0, runs).Select(_ => Draw(shares)).ToList();
        var records = counts.Select(c => new RunRecord
        {
            Session = session,
            Samples = c.Sum(),
            Weight = c.Sum() * 1_000_000,
            Unit = "ns",
            CpuTime = TimeSpan.FromMilliseconds(c.Sum()),
        });
        var functions = shares.Select((_, k) => new FunctionCounts(
            new FunctionName(IsMachineBound(k) ? "[kernel]" : "app", FormattableString.Invariant($"F{k}")), [.. counts.Select(c => c[k])], []));
        return new Measurement(new RunCounts(records, functions), CallEdges.Empty, new Conditions { Event = "cpu-clock", Frequency = 997 });
    }

    private long[] Draw(double[] shares)
    {
        var precision = (1 / rho) - 1;
        var drawn = rho > 0 ? shares.Select(s => Gamma.Sample(random, s * precision, 1)).ToArray() : shares;
        var scale = samples * Math.Exp(TotalDeviation * Normal.Sample(random, 0, 1)) / drawn.Sum();
        return [.. drawn.Select(d => d * scale is var mean and > 0 ? (long)Poisson.Sample(random, mean) : 0)];
    }
}
