using PerfHarness.Gating;
using PerfHarness.Measurements;

namespace PerfHarness.Experiments;

/// <summary>The whole gate on simulated programs: a stored baseline that screens, and interleaved runs that confirm.</summary>
/// <param name="storedRuns">Runs of the baseline, in one session.</param>
internal sealed class TwoStageSimulation(
    GatePolicy policy, double rho, int samples, double drift, double machineBoundDrift, int storedRuns, Random random)
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UnixEpoch);

    private readonly Gate _gate = new(policy);

    /// <summary>The screen alone.</summary>
    public GateVerdict Screen(double[] before, double[] after)
    {
        var baseline = CreateProgram(before).StartSession("stored")(storedRuns);
        var session = CreateProgram(after).StartSession("now");
        return JudgeInStages((candidate, _) => GateInput.CreateStored(null, candidate, Today) with { Baseline = baseline, CanConfirm = true }, session);
    }

    /// <summary>Interleaved runs alone.</summary>
    public GateVerdict Confirm(double[] before, double[] after)
    {
        // One session: its drift is on both sides.
        var (baseline, candidate) = CreatePair(before, after);
        Measurement? stored = null;
        return JudgeInStages(
            (measurement, more) =>
            {
                var runs = baseline(more);
                stored = stored?.Append(runs) ?? runs;
                return GateInput.CreateInterleaved(stored, measurement, Today);
            },
            candidate);
    }

    /// <summary>
    /// Interleaved runs under a load that changes from pair to pair: every function's cost has a deviate of its own in each pair.
    /// </summary>
    /// <param name="keepPairs">False to shift one side's runs by one, so that nothing is in common.</param>
    public GateVerdict ConfirmUnderLoad(double[] before, double[] after, double load, bool keepPairs)
    {
        Measurement? stored = null;
        return JudgeInStages(
            (measurement, more) => GateInput.CreateInterleaved(stored!, measurement, Today),
            runs =>
            {
                Measurement? candidates = null;
                var baselines = new List<Measurement>();
                for (var i = 0; i < runs; i++)
                {
                    var factors = before.Select(_ => Math.Exp(load * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1))).ToArray();
                    baselines.Add(Record(before, factors));
                    var candidate = Record(after, factors);
                    candidates = candidates?.Append(candidate) ?? candidate;
                }

                foreach (var baseline in keepPairs ? baselines : [.. baselines[1..], baselines[0]])
                {
                    stored = stored?.Append(baseline) ?? baseline;
                }

                return candidates!;
            });

        Measurement Record(double[] costs, double[] factors) =>
            new SimulatedProgram([.. costs.Zip(factors, (c, f) => c * f)], rho, samples, 0, 0, random).StartSession("now")(1);
    }

    private (Func<int, Measurement> Baseline, Func<int, Measurement> Candidate) CreatePair(double[] before, double[] after) => (
        new SimulatedProgram(before, rho, samples, 0, 0, random).StartSession("now"),
        new SimulatedProgram(after, rho, samples, 0, 0, random).StartSession("now"));

    private GateVerdict JudgeInStages(Func<Measurement, int, GateInput> createInput, Func<int, Measurement> session)
    {
        var plan = StagePlan.CreateFirst(policy);
        Measurement? candidate = null;
        for (var looks = 1; ; looks++)
        {
            var more = plan.AdditionalRuns;
            var runs = session(more);
            candidate = candidate?.Append(runs) ?? runs;
            var verdict = _gate.Judge(createInput(candidate, more) with { CanContinue = true, LookCount = looks });
            if (verdict.Plan.Decision != StageDecision.Continue)
            {
                return verdict;
            }

            plan = verdict.Plan;
        }
    }

    private SimulatedProgram CreateProgram(double[] costs) => new(costs, rho, samples, drift, machineBoundDrift, random);
}
