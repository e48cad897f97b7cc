namespace PerfHarness.Formats.PerfScript;

/// <summary>One sample of perf's text.</summary>
/// <param name="Head">Row of <see cref="PerfScriptBlock.Heads"/>.</param>
/// <param name="Stack">Row of <see cref="PerfScriptBlock.Stacks"/>; 0 without frames.</param>
/// <param name="Time">Nanoseconds, or -1 where it was not printed.</param>
/// <param name="Period">-1 where it was not printed.</param>
internal readonly record struct PerfScriptSample(int Head, int Stack, long Time, long Period);
