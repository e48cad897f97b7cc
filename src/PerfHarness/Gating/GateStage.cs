namespace PerfHarness.Gating;

/// <summary>A look at the data.</summary>
/// <param name="Runs">Runs a side (with a stored baseline: of the candidate) at which it is taken.</param>
/// <param name="Alpha">Family-wise error it may spend. The sum over the stages bounds the false failures of a build.</param>
internal readonly record struct GateStage(int Runs, double Alpha);
