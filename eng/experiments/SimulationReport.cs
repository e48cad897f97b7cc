using PerfHarness.Calibration;
using PerfHarness.Gating;

namespace PerfHarness.Experiments;

/// <summary>The page <c>eng/simulation.md</c>: the screen, and the stage of 40 runs, on programs whose true shares are known.</summary>
internal sealed class SimulationReport
{
    private const int Trials = 300;
    private const int IdenticalTrials = 1000;
    private const double Rise = 0.01;
    private const int StoredRuns = 10;

    private static readonly (string Name, double[] Costs)[] Programs =
    [
        ("17 %", SimulatedProgram.CreateZipf(200, 0)),
        ("6 %", SimulatedProgram.CreateZipf(200, 3)),
    ];

    private static readonly Scenario[] Scenarios =
    [
        new(0, 5000, 0.005, 0.005),
        new(1e-4, 5000, 0.005, 0.005),
        new(1e-4, 5000, 0.015, 0.015),
        new(1e-4, 5000, 0.015, 0.2),
        new(1e-4, 2000, 0.01, 0.01),
        new(5e-4, 5000, 0.01, 0.01),
    ];

    private readonly MarkdownPage _page = new();

    public string Write()
    {
        _page.AppendLine($"# The screen and the last stage, simulated");
        _page.AppendBlankLine();
        _page.AppendLine($"Written by `eng/experiments/run.sh simulate`. What is simulated is in `eng/experiments/SimulatedProgram.cs`.");
        AppendScreen();
        AppendExtraStage();
        AppendPairs();
        return _page.ToString();
    }

    private void AppendScreen()
    {
        _page.AppendTitle("The screen");
        _page.AppendLine(
            $"200 functions with Zipf shares, the largest as given; a baseline of {StoredRuns} runs in one session.",
            $"Between any two sessions every function's cost drifts on both sides by a normal deviate of the given size;",
            $"every seventh function is in the kernel. Identical builds, and builds in which the function with the given share rises by",
            $"{Rise * 100:0} point: how many are confirmed (for that function). {Trials:#,0} builds a figure.");
        _page.AppendBlankLine();
        _page.AppendTableHeader(
            "largest", "ρ", "samples per run", "drift", "in the kernel", "identical, confirmed", "at most", "runs", "1st function", "2nd", "3rd", "5th", "13th");
        foreach (var (name, costs) in Programs)
        {
            foreach (var scenario in Scenarios)
            {
                AppendScreenRow(name, costs, scenario);
            }
        }
    }

    private void AppendScreenRow(string name, double[] costs, Scenario scenario)
    {
        var simulation = scenario.CreateSimulation();
        var identical = Enumerable.Range(0, Trials).Select(_ => simulation.Screen(costs, costs)).ToList();
        var confirmed = new Rate(identical.Count(IsConfirmed), Trials);
        var found = new[] { 0, 1, 2, 4, 12 }.Select(function =>
        {
            var changed = SimulatedProgram.Inject(costs, function, Rise);
            var hits = Enumerable.Range(0, Trials).Select(_ => simulation.Screen(costs, changed)).Count(IsConfirmedForFunction);
            return (FormattableString)$"{costs[function]:0.0 %}: {(double)hits / Trials:0.0 %}";
        });
        _page.AppendRow([
            $"{name}", $"{scenario.Rho:0.#####}", $"{scenario.Samples:#,0}", $"{scenario.Drift:0.0 %}", $"{scenario.MachineBoundDrift:0.0 %}",
            $"{confirmed.Share:0.0 %}", $"{confirmed.UpperBound:0.0 %}", $"{identical.Average(v => v.CandidateRuns):0.0}", .. found]);
    }

    private void AppendExtraStage()
    {
        _page.AppendTitle("Interleaved, with the stage of 40 runs");
        _page.AppendLine(
            $"The same program (largest function 17 %), interleaved; without the stage of 40, the runs end at 20.",
            $"{IdenticalTrials:#,0} identical builds and {Trials:#,0} of each change.");
        _page.AppendBlankLine();
        _page.AppendTableHeader(
            "ρ", "change", "failed, up to 20", "at most", "inconclusive", "runs per side",
            "failed, up to 40", "at most", "inconclusive", "runs per side", "reached 40");
        var costs = Programs[0].Costs;
        foreach (var rho in (double[])[1e-4, 5e-4, 2e-3])
        {
            AppendExtraStageRow(rho, "none", costs, costs, IdenticalTrials);
            AppendExtraStageRow(rho, "+1 pp on 5.7 %", costs, SimulatedProgram.Inject(costs, 2, Rise), Trials);
            AppendExtraStageRow(rho, "+1 pp on 8.5 %", costs, SimulatedProgram.Inject(costs, 1, Rise), Trials);
            AppendExtraStageRow(rho, "+2 pp on 17 %", costs, SimulatedProgram.Inject(costs, 0, 2 * Rise), Trials);
        }
    }

    private void AppendExtraStageRow(double rho, string change, double[] before, double[] after, int trials)
    {
        var scenario = new Scenario(rho, 5000, 0, 0);
        var withoutExtraStage = GatePolicy.Default with { Stages = [.. GatePolicy.Default.Stages] };
        var (upTo20, upTo40) = (Confirm(withoutExtraStage), Confirm(GatePolicy.Default));
        _page.AppendRow([
            $"{rho:0.#####}", $"{change}", .. CreateCells(upTo20), .. CreateCells(upTo40),
            $"{new Rate(upTo40.Count(v => v.CandidateRuns > 20), trials).Share:0.0 %}"]);

        List<GateVerdict> Confirm(GatePolicy policy)
        {
            var simulation = scenario.CreateSimulation(policy);
            return [.. Enumerable.Range(0, trials).Select(_ => simulation.Confirm(before, after))];
        }
    }

    private void AppendPairs()
    {
        _page.AppendTitle("Interleaved, under a load that changes from pair to pair");
        _page.AppendLine(
            $"The same program at ρ = 0.0001; in each pair, every function's cost has a normal deviate of the given size, the same for both runs.",
            $"\"Shifted\": the same with each run of the baseline next to the candidate's run of another pair, so that they have nothing in common.",
            $"{IdenticalTrials:#,0} identical builds and {Trials:#,0} of each change.");
        _page.AppendBlankLine();
        _page.AppendTableHeader(
            "deviate", "change", "failed, shifted", "at most", "inconclusive", "runs per side",
            "failed, in pairs", "at most", "inconclusive", "runs per side", "judged as pairs");
        var costs = Programs[0].Costs;
        foreach (var load in (double[])[0, 0.05, 0.15])
        {
            AppendPairsRow(load, "none", costs, costs, IdenticalTrials);
            AppendPairsRow(load, "+1 pp on 5.7 %", costs, SimulatedProgram.Inject(costs, 2, Rise), Trials);
            AppendPairsRow(load, "+2 pp on 17 %", costs, SimulatedProgram.Inject(costs, 0, 2 * Rise), Trials);
        }
    }

    private void AppendPairsRow(double load, string change, double[] before, double[] after, int trials)
    {
        var (shifted, paired) = (Confirm(keepPairs: false), Confirm(keepPairs: true));
        _page.AppendRow([
            $"{load:0 %}", $"{change}", .. CreateCells(shifted), .. CreateCells(paired), $"{new Rate(paired.Count(v => v.IsPaired), trials).Share:0.0 %}"]);

        List<GateVerdict> Confirm(bool keepPairs)
        {
            var simulation = new Scenario(1e-4, 5000, 0, 0).CreateSimulation();
            return [.. Enumerable.Range(0, trials).Select(_ => simulation.ConfirmUnderLoad(before, after, load, keepPairs))];
        }
    }

    private static FormattableString[] CreateCells(List<GateVerdict> verdicts)
    {
        var failed = Count(verdicts, GateOutcome.Fail);
        return
        [
            $"{failed.Share:0.00 %}{(verdicts.Exists(v => v.Total is { IsFailure: true }) ? MarkdownPage.Format($" (total: {new Rate(verdicts.Count(v => v.Total is { IsFailure: true }), verdicts.Count).Share:0.00 %})") : "")}", $"{failed.UpperBound:0.00 %}",
            $"{Count(verdicts, GateOutcome.Inconclusive).Share:0.0 %}", $"{verdicts.Average(v => v.CandidateRuns):0.0}",
        ];
    }

    private static Rate Count(List<GateVerdict> verdicts, GateOutcome outcome) => new(verdicts.Count(v => v.Outcome == outcome), verdicts.Count);

    private static bool IsConfirmed(GateVerdict verdict) => verdict.Plan.Decision == StageDecision.Confirm;

    // Whatever rises is the function that was changed: the others fall.
    private static bool IsConfirmedForFunction(GateVerdict verdict) => IsConfirmed(verdict) && verdict.Functions.Any(f => f.NeedsConfirmation);

    private sealed record Scenario(double Rho, int Samples, double Drift, double MachineBoundDrift)
    {
        public TwoStageSimulation CreateSimulation(GatePolicy? policy = null) =>
            new(policy ?? GatePolicy.Default, Rho, Samples, Drift, MachineBoundDrift, StoredRuns, new Random(1));
    }
}
