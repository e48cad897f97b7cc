using PerfHarness.Gating;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Gating;

/// <summary>
/// Programs whose true shares are known. A run draws its own shares around the true ones (Dirichlet, so that the variance
/// of a share is 1 + (n − 1)ρ times the multinomial one) and then its samples.
/// </summary>
internal sealed class Simulation(int seed, double rho = 1e-4, int samples = 5000)
{
    public static readonly DateOnly Today = new(2026, 1, 31);

    private readonly Random _random = new(seed);

    /// <summary>Shares 1/1, 1/2, 1/3 … of <paramref name="functions"/> functions: 17.0 %, 8.5 %, 5.7 %, …, the 13th 1.3 %.</summary>
    public static double[] Zipf(int functions = 200)
    {
        var shares = Enumerable.Range(1, functions).Select(k => 1.0 / k).ToArray();
        var sum = shares.Sum();
        return [.. shares.Select(s => s / sum)];
    }

    /// <summary>The shares when a function's rises by <paramref name="points"/> of the whole.</summary>
    public static double[] Plant(double[] shares, int function, double points) =>
        [.. shares.Select((s, k) => k == function ? s + points : s * (1 - shares[function] - points) / (1 - shares[function]))];

    /// <summary>The shares when a function costs <paramref name="factor"/> of what it did.</summary>
    public static double[] ScaleCost(double[] shares, int function, double factor)
    {
        var costs = shares.Select((s, k) => k == function ? s * factor : s).ToArray();
        return [.. costs.Select(c => c / costs.Sum())];
    }

    /// <summary>The shares of a session: every function's own drift, relative.</summary>
    public double[] Drift(double[] shares, double sigma)
    {
        var drifted = shares.Select(s => s * Math.Exp(sigma * Normal())).ToArray();
        return [.. drifted.Select(d => d / drifted.Sum())];
    }

    public Measurement Record(double[] shares, int runs, string session = "s1")
    {
        var counts = new long[shares.Length][];
        for (var k = 0; k < shares.Length; k++)
        {
            counts[k] = new long[runs];
        }

        for (var run = 0; run < runs; run++)
        {
            Draw(rho > 0 ? Dirichlet(shares) : shares, counts, run);
        }

        return CreateMeasurement(counts, session);
    }

    public static Measurement CreateMeasurement(long[][] counts, string session = "s1", CallEdges? edges = null, string prefix = "F")
    {
        var runs = Enumerable.Range(0, counts[0].Length).Select(run => counts.Sum(c => c[run])).Select(n => new RunRecord { Session = session, Samples = n, Weight = n * 1_000_000, Unit = "ns" });
        return new Measurement(
            new RunCounts(runs, counts.Select((c, k) => new FunctionCounts(new FunctionName("app", $"{prefix}{k}"), [.. c], []))),
            edges ?? CallEdges.Empty,
            new Conditions { Event = "cpu-clock", Frequency = 997 });
    }

    /// <summary>Interleaved runs in stages, until the gate has decided.</summary>
    public GateVerdict Build(double[] before, double[] after, GatePolicy? policy = null)
    {
        var gate = new Gate(policy ?? GatePolicy.Default);
        var plan = StagePlan.CreateFirst(policy ?? GatePolicy.Default);
        Measurement? old = null, now = null;
        for (var looks = 1; ; looks++)
        {
            var (moreOld, moreNow) = (Record(before, plan.AdditionalRuns), Record(after, plan.AdditionalRuns));
            (old, now) = (old?.Append(moreOld) ?? moreOld, now?.Append(moreNow) ?? moreNow);
            var verdict = gate.Judge(GateInput.CreateInterleaved(old, now, Today) with { CanContinue = true, LookCount = looks });
            if (verdict.Plan.Decision != StageDecision.Continue)
            {
                return verdict;
            }

            plan = verdict.Plan;
        }
    }

    // Walker's alias method: one random number a sample, whatever the number of functions.
    private void Draw(double[] shares, long[][] counts, int run)
    {
        var n = shares.Length;
        var sum = shares.Sum();
        var keep = shares.Select(s => s * n / sum).ToArray();
        var alias = new int[n];
        var small = new Stack<int>(Enumerable.Range(0, n).Where(k => keep[k] < 1));
        var large = new Stack<int>(Enumerable.Range(0, n).Where(k => keep[k] >= 1));
        while (small.Count > 0 && large.Count > 0)
        {
            var (low, high) = (small.Pop(), large.Peek());
            alias[low] = high;
            keep[high] -= 1 - keep[low];
            if (keep[high] < 1)
            {
                small.Push(large.Pop());
            }
        }

        foreach (var rest in small.Concat(large))
        {
            keep[rest] = 1;
        }

        for (var i = 0; i < samples; i++)
        {
            var at = _random.NextDouble() * n;
            var k = (int)at;
            counts[at - k < keep[k] ? k : alias[k]][run]++;
        }
    }

    private double[] Dirichlet(double[] shares)
    {
        var precision = (1 / rho) - 1;
        return [.. shares.Select(s => s > 0 ? Gamma(s * precision) : 0)];
    }

    // Marsaglia and Tsang.
    private double Gamma(double shape)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1) * Math.Pow(_random.NextDouble(), 1 / shape);
        }

        var d = shape - (1 / 3.0);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(_random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
