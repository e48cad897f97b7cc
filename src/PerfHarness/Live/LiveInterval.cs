using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Live;

/// <summary>What running processes did in a slice of time.</summary>
/// <param name="Number">From 1.</param>
/// <param name="EndTime">When the slice ended (local time).</param>
/// <param name="Duration">How long it was recorded.</param>
/// <param name="CpuTime">What the processes used of it, by the kernel's account; null where it does not say.</param>
/// <param name="Shares">Of the slice alone.</param>
/// <param name="NewDiagnostics">What no slice before it had told already.</param>
internal sealed record LiveInterval(int Number, DateTimeOffset EndTime, TimeSpan Duration, TimeSpan? CpuTime, SelfShares Shares, IReadOnlyList<Diagnostic> NewDiagnostics);
