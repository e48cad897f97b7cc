using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Live;

/// <summary>What running processes did in one refresh interval.</summary>
/// <param name="Number">From 1.</param>
/// <param name="EndTime">End of the interval (local time).</param>
/// <param name="Duration">Recorded time.</param>
/// <param name="CpuTime">CPU time of the processes as counted by the kernel, or null if unknown.</param>
/// <param name="Shares">Shares within this interval.</param>
/// <param name="NewDiagnostics">Diagnostics that no earlier interval reported.</param>
internal sealed record LiveInterval(
    int Number, DateTimeOffset EndTime, TimeSpan Duration, TimeSpan? CpuTime, SelfShares Shares, IReadOnlyList<Diagnostic> NewDiagnostics);
