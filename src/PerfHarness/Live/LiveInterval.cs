using PerfHarness.Analysis;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Live;

/// <summary>What running processes did in a slice of time.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Ended">When the slice ended (local time).</param>
/// <param name="Length">How long it was recorded.</param>
/// <param name="CpuTime">What the processes used of it, by the kernel's account; null where it does not say.</param>
/// <param name="Shares">Of the slice alone.</param>
/// <param name="Told">What no slice before it had told already.</param>
public sealed record LiveInterval(int Number, DateTimeOffset Ended, TimeSpan Length, TimeSpan? CpuTime, SelfShares Shares, IReadOnlyList<Diagnostic> Told);
