using PerfHarness.Gating;

namespace PerfHarness.Calibration;

/// <summary>The verdict on one build.</summary>
/// <param name="IsConfirmed">It is that of interleaved runs.</param>
/// <param name="Runs">Recorded runs in all, of both programs.</param>
internal sealed record StoredVerdict(GateVerdict Verdict, bool IsConfirmed, int Runs);
