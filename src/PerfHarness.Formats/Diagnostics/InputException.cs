namespace PerfHarness.Diagnostics;

/// <summary>An input that cannot be used at all: not of a known format, foreign, or damaged where nothing is left to read.</summary>
public sealed class InputException(DiagnosticCode code, string message, string? remedy = null, string? file = null, Exception? inner = null)
    : PerfHarnessException(code, message, remedy, file, inner);
