using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Recording;

/// <summary>perf ended before it had attached, and wrote nothing: the next attempt may succeed.</summary>
internal sealed class PerfEndedSilentlyException(Diagnostic diagnostic) : PerfHarnessException(diagnostic);
