namespace PerfHarness.Gating;

/// <summary>A look at the data.</summary>
/// <param name="Runs">Runs per side (with a stored baseline: of the candidate) at which it is taken.</param>
/// <param name="Alpha">Family-wise error probability of this look. The sum over the stages bounds the false failures of a build.</param>
internal readonly record struct GateStage(int Runs, double Alpha);
